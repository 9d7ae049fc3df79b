"""Load packs, and go back to one; each is put into the staff log."""
