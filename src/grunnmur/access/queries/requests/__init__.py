"""Reads of requests: who may decide, by which policy, what can be asked for, and how far it has come."""
