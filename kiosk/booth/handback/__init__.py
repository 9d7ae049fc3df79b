"""Hand recovered belongings back to their claimants; names and signatures are sealed."""
