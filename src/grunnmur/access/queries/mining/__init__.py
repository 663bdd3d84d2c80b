"""What people are seen to have, what its names mean, and the rules that would give it."""
