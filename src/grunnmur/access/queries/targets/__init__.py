"""Reads about targets: what they shall have, what they have, and what differs."""
