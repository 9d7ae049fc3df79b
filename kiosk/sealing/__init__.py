"""Sealing: desk keys, what they open, what is due to be erased, and erasing it for good."""
