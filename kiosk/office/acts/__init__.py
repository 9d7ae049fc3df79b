"""The staff log: who did what, when, in plain words."""
