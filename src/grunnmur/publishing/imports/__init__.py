"""Lists of old documents from files: what their columns mean, and what they would change. Writes nothing."""
