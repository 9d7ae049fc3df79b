"""Test simulated people."""
