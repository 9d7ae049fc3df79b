"""Test what desks ask each other."""
