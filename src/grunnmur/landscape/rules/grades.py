"""Grades from 1 to 4 in words: how critical a thing is, and how much it needs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GRADES: Mapping[int, Promise | str] = {
    1: gettext_lazy("Low"),
    2: gettext_lazy("Moderate"),
    3: gettext_lazy("High"),
    4: gettext_lazy("Very high"),
}
GRADE_COLORS: Mapping[int | None, str] = {1: "neutral", 2: "info", 3: "warning", 4: "danger", None: "neutral"}


def grade_name(grade: int | None) -> str:
    """Return the grade in words; of nothing, that nobody has judged."""
    return str(GRADES[grade]) if grade else _("Not assessed")
