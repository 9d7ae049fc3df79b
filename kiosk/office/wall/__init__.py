"""The wall: a second screen with the day's figures, what people know now, quotations, notices."""
