"""Test the staff's side."""
