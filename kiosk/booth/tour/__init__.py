"""Show what the station has to see, when, and by which rules."""
