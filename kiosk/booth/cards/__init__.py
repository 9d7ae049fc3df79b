"""Contact cards: on screen with a QR code, as files, and as printed sheets."""
