"""SCIM 2.0, as a client (RFC 7643, 7644)."""
