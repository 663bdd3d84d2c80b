"""Directories, by LDAP version 3 (RFC 4511), and Active Directory."""
