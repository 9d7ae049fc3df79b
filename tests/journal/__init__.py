"""Test the journal and its storage."""
