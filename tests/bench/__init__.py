"""Measure speed as ratios to bare twins; run by hand, never asserted in a test."""

from tests.launch import always_from_nothing

always_from_nothing()
