"""The machine that a booth stands on: its browser, what locks the screen, whether it is ready."""
