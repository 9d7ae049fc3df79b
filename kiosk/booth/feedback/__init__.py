"""Take praise, suggestions, complaints and clues; typed text and contacts are sealed."""
