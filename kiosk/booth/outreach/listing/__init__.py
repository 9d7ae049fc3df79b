"""Lists of places as offices write them, in XLSX or CSV."""
