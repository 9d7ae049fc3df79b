"""Simulate people, through the same services as the pages, to show and to test the product."""
