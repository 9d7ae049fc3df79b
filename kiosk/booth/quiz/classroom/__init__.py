"""A class plays together: pupils answer by standing left or right, an officer taps how many."""
