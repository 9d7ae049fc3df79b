"""Test home and the end of a sitting."""
