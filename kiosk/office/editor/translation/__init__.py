"""A list for the translator: texts without English go out as a sheet, and come back."""
