"""Exports: records as files that other programs open."""
