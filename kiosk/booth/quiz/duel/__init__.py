"""A duel: two people at one screen, each with questions of their own, and a clock fair to both."""
