"""The error every domain raises when the answer is no."""


class DomainError(Exception):
    """A rule says no. Its text is a whole sentence for the person at the screen, and ends with a full stop."""
