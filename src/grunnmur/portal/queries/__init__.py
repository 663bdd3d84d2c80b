"""Reads that need several domains at once."""
