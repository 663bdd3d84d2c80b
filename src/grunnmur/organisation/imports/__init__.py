"""The HR import: which tables a file may hold, and what they would change. Start at `planning.make_plan`."""
