"""Files that people upload: `store.store`, `store.read`; what a file is, its content says (`sniff`)."""
