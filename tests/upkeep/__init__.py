"""Back up, restore, and look after what lies in the data folder."""
