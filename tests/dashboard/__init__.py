"""Test the dashboard."""
