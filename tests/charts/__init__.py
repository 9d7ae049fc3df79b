"""Test charts."""
