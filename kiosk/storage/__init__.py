"""Storage: the database, the one writer, the data folder, migrations, backups."""
