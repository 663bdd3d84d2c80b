"""Reads of reviews: what a review would ask and whom, what is open, how far it has come."""
