"""Answers to the questions about a system: what fits a question, how long it holds, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core import formats
from grunnmur.core.calendar import months_after
from grunnmur.core.errors import DomainError
from grunnmur.landscape.catalogue import FACTS, FactKey

Value: TypeAlias = bool | int | str
"""An answer as it is kept: yes or no, a number, a choice, or a day as ISO text."""
LARGEST = 1_000_000
CHOICES: Mapping[str, Promise | str] = {
    "minimal": gettext_lazy("Minimal risk"),
    "limited": gettext_lazy("Limited risk"),
    "high": gettext_lazy("High risk"),
    "prohibited": gettext_lazy("Prohibited"),
    "unknown": gettext_lazy("Not decided"),
}


class AnswerError(DomainError):
    """This is no answer to the question."""


@dataclass(frozen=True)
class NewAnswer:
    """An answer as it is given.

    value: yes or no, a number, a choice, a day or its ISO text, as the question asks. evidence: what shows it, or
    where that lies. observed_on: the day somebody saw that it is so, today if None; it holds so many months from
    then. source: person, import, access or robot.
    """

    value: object
    evidence: str = ""
    observed_on: date | None = None
    source: str = "person"


class Standing(StrEnum):
    """What is known: an answer that holds, one that has grown too old, or none. The last two are unknown, never no."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    UNANSWERED = "unanswered"


def fact_key(code: str) -> FactKey:
    """Return a question of the catalogue. Raises AnswerError for one that nobody asks."""
    try:
        return FACTS[code]
    except KeyError:
        raise AnswerError(_("There is no question called %(code)s.") % {"code": code}) from None


def checked_value(key: FactKey, value: object) -> Value:
    """Return an answer as it is kept. Raises AnswerError for what is none to this question: a word for a number."""
    match key.kind, value:
        case "bool", bool():
            return value
        case "int", int() if not isinstance(value, bool) and 0 <= value <= LARGEST:
            return value
        case "choice", str() if value in key.choices:
            return value
        case "date", date():
            return value.isoformat()
        case "date", str() if is_day(value):
            return value
    raise AnswerError(_("This does not answer the question “%(code)s”.") % {"code": key.code})


def is_day(text: str) -> bool:
    """Tell whether a text is a day as it is kept: 2026-03-02."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def holds_until(key: FactKey, observed_on: date) -> date:
    """Return the day when an answer has grown too old."""
    return months_after(observed_on, key.months)


def value_text(key: FactKey, value: Value) -> str:
    """Return an answer in words."""
    match key.kind:
        case "bool":
            return _("Yes") if value else _("No")
        case "date":
            return formats.day(date.fromisoformat(str(value)))
        case "choice":
            return str(CHOICES[str(value)])
    return formats.number(int(value))
