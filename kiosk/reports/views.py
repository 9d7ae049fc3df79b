"""Let staff make activity reports."""
