"""Welcome people: the idle screen, home, language and text size, and the end of a sitting."""
