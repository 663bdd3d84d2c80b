"""Files about the map: their tables, and what they would change. Reads the database, writes nothing."""
