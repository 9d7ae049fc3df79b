"""Test the reader of row lists."""
