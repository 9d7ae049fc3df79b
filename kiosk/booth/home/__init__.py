"""The idle screen, home, and the end of a sitting."""
