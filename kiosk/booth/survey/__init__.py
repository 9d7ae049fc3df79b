"""People's opinion: surveys with skip logic, and the one-tap rating."""
