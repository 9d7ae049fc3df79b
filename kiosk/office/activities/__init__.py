"""Keep what each unit tells of its activities: place, time, officers, what was done, photos."""
