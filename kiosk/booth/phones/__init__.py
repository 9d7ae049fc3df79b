"""The way to the visitors' door: codes on the kiosk's screen, and the page a phone shows first."""
