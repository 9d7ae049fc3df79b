"""Test the reception desk."""
