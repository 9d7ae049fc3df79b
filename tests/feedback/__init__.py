"""Test feedback."""
