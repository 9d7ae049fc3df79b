"""Test check-in."""
