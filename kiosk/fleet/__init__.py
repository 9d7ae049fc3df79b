"""Show staff at central the devices, and what is done for all of them."""
