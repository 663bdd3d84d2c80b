"""Starting from what is: load it, say what its names mean, accept rules, take over the rest."""
