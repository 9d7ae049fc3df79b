"""Tests of the machine that a booth stands on."""
