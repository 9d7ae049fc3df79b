"""Ask safety questions, and say at once what is right, why, and where it stands."""
