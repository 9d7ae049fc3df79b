"""The visitors' door: phones of their own."""
