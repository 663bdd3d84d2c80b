"""The pages of the flow factory."""
