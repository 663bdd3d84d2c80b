"""The pages of starting from what is."""
