"""Upkeep: verifying and rebuilding the journal, backup and restore."""
