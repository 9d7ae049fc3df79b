"""Serve the staff: accounts, figures, feedback, exports, printing, backup, and who did what."""
