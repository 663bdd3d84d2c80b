"""Categories of personal data and of those it is about: the catalogue's, which nobody changes, and one's own."""

import re
from dataclasses import dataclass

from grunnmur.core.errors import DomainError

OWN = "own_"
LONGEST_CODE = 36
SENSITIVITIES = ("ordinary", "confidential", "special", "criminal", "national_id")
"""From the least sensitive to the most, as pages order them."""
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "é": "e"})


class CatalogueRowError(DomainError):
    """The category is the catalogue's, which is the same for all municipalities."""


class CategoryInUseError(DomainError):
    """Information holds this category, or another category has its name."""


class UnknownCategoryError(DomainError):
    """There is no such category."""


@dataclass(frozen=True, kw_only=True)
class DataCategoryFacts:
    """A category of personal data of one's own. sensitivity: of SENSITIVITIES."""

    label: str
    sensitivity: str = "ordinary"
    is_highly_personal: bool = False


@dataclass(frozen=True, kw_only=True)
class SubjectCategoryFacts:
    """A category of people of one's own."""

    label: str
    is_vulnerable: bool = False
    is_child: bool = False
    is_employee: bool = False


def code_of(label: str) -> str:
    """Return the code of a category of one's own: own_ and its label in plain letters."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.casefold().translate(_ASCII)).strip("_")
    return f"{OWN}{plain[:LONGEST_CODE].strip('_') or 'x'}"


def is_own(code: str) -> bool:
    """Tell whether a category is one's own, not the catalogue's."""
    return code.startswith(OWN)
