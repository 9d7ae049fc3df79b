"""Read row lists as offices write them, XLSX and CSV: each row is taken, or refused by its cell."""
