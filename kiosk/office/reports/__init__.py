"""The activity report of a unit or of the bureau, as Word and PDF."""
