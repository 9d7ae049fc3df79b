"""Test packs and their checks."""
