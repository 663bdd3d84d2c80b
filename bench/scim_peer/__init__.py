"""The peer of bench/scim.py: django-scim2 with a user model of its own, as its documentation sets it up."""
