"""The catalogue's words in the language of whoever reads."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.landscape.catalogue import KINDS, TYPES, Words
from grunnmur.landscape.exchange.lanes import LANES
from grunnmur.landscape.models import Strength

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


def strength_word(strength: int) -> str:
    """Return how much one thing needs another, in a word: required, supporting, optional."""
    words = {Strength.REQUIRED: _("required"), Strength.SUPPORTING: _("supporting"), Strength.OPTIONAL: _("optional")}
    return words[Strength(strength)]


def lane_names() -> Mapping[int, str]:
    """Return what the lanes of a figure are called, by their numbers from the top."""
    return dict(enumerate(LANES.get(get_language() or FALLBACK, LANES[FALLBACK]), start=1))
