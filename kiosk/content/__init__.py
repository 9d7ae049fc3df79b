"""What a booth shows: pack types, loading, checking, publishing, and the bundled pack."""
