"""The catalogue's words in the language of whoever reads."""

from django.utils.translation import get_language

from grunnmur.landscape.catalogue import KINDS, TYPES, Words

FALLBACK = "nb"


def spoken(words: Words) -> str:
    """Return the text in the language of this thread."""
    return words.get(get_language() or FALLBACK, words[FALLBACK])


def type_name(code: str) -> str:
    """Return what one element of a type is called: System."""
    return spoken(TYPES[code].singular)


def type_names(code: str) -> str:
    """Return what many elements of a type are called: Systems."""
    return spoken(TYPES[code].plural)


def kind_label(code: str, *, is_inverse: bool = False) -> str:
    """Return how a kind reads from its source, or from its destination: supports, uses."""
    kind = KINDS[code]
    return spoken(kind.inverse if is_inverse else kind.label)
