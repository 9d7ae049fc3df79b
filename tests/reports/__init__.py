"""Test the activity report as Word and PDF."""
