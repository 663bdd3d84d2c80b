"""Targets: connected, planned for, sent to, read, and what differs decided."""
