"""Show staff what an Open Day brought: figures with their intervals, and charts."""
