"""What each unit says of its activities: place, time, officers, what was done, photos."""
