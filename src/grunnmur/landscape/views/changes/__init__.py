"""Pages of changes that are thought through before they are made."""
