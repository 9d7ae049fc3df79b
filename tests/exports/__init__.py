"""Test what staff take away as files."""
