"""Promise, in a real Chromium with a real booth behind it, what people at the screen meet."""
