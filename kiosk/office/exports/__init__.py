"""Let staff take records away as files that others' programs open."""
