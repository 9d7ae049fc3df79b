"""Test surveys and ratings."""
