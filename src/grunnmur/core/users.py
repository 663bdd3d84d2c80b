"""What a login may change about itself."""

from grunnmur.core.models import LANGUAGES, User


def choose_language(code: str, *, by: User) -> None:
    """Speak this language to her from now on. Raises ValueError for one that Grunnmur does not speak."""
    if code not in dict(LANGUAGES):
        raise ValueError(code)
    by.language = code
    by.save(update_fields=["language"])
