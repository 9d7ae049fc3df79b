"""Test what every page shares."""
