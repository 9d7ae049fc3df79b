"""Read the tables that offices send: XLSX, and CSV in the encodings that they use."""
