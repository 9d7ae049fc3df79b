"""Run the station's door: who is inside, admitting, checking out, the list of invited guests."""
