"""Test the reading of guest lists."""
