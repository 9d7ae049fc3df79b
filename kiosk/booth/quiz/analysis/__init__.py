"""The analysis of quiz questions: how each one did, and which need an editor."""
