"""The handbook: its parts and sections, and the pages that show them."""
