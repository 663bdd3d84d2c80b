"""Asking for access, deciding about it, and what follows."""
