"""Setting a device up: the first sign-in, where it stands, its desk key."""
