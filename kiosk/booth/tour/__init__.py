"""The tour of a station: what there is to see, when, and by which rules."""
