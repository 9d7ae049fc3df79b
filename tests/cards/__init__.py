"""Test contact cards."""
