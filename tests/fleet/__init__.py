"""Test the fleet's pages and commands."""
