"""Erasing what is sealed once its day has come."""
