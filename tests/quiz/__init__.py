"""Test the quiz."""
