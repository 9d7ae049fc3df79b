"""Hold bundles as each released version wrote them, and the program that wrote the present ones."""
