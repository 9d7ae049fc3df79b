"""Check guests of a station in and out: walk-ins, invited guests and groups."""
