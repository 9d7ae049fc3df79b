"""Let staff tell of activities, and make the activity report as Word and PDF."""
