"""Measure speed as ratios to bare twins; run by hand, never asserted in a test."""
