"""Break what a booth stands on, and see what people lose: nothing that was confirmed."""
