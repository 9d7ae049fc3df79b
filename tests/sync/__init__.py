"""Test that every record reaches central exactly once."""
