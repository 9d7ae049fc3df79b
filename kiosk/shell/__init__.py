"""Serve what every page shares: templates, the sitting's cookie, and the guard at the door."""
