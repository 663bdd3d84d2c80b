"""Work on what is hostile or heavy, in a process of its own with limits: what is too much ends that process alone."""
