"""Bring every record to central exactly once, and packs to the booths."""
