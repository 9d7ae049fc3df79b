"""Test the tour."""
