"""What SCIM asks: clients and their tokens, rows by filter, sorted and in pages. Nothing here writes."""
