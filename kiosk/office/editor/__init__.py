"""The editor: staff change what the screen shows, look at it, and publish it."""
