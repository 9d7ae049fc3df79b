"""The gift desk: tickets, redeemed once, stock, and the prize draw."""
