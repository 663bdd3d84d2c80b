"""What the pages about impact share: the question in the address, the switches, and the words of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.landscape.forms.impact import POLICIES, WAYS, ImpactForm, hops_choices, question_of
from grunnmur.landscape.queries.impact import Question, Way
from grunnmur.landscape.rules import type_names
from grunnmur.landscape.views.shown import Context, address

LEVEL_COLORS: Mapping[int, str] = {3: "danger", 2: "warning", 1: "info"}


@dataclass(frozen=True)
class Asked:
    """A question as its address says it. kept: what is asked for, to be put in other addresses."""

    question: Question
    kept: Mapping[str, Any]  # Any: texts and numbers
    start: int

    def url(self, name: str, element_id: UUID, **changed: Any) -> str:  # Any: the same
        """Return the address of a page about an element, asked the same, some of it changed."""
        return address(reverse(f"landscape:{name}", args=[element_id]), {**self.kept, **changed})


def asked_of(request: Request, element_id: UUID, *, hops: int | None = None) -> Asked:
    """Return what the address asks about an element. hops: unless it says how far."""
    found = ({"hops": hops} if hops else {}) | ImpactForm(request.GET).asked()
    types = request.GET.getlist("type")
    question = question_of(element_id, found, types=types)
    kept = {name: value for name, value in found.items() if name != "start"}
    if question.on == today():
        kept.pop("on", None)
    return Asked(question, kept | {"type": sorted(question.types)}, found.get("start", 0))


def switches(asked: Asked) -> Context:
    """Return what the page's switches show: policy, direction, day and how far."""
    question = asked.question
    return {
        "asked": asked,
        "ways": WAYS,
        "way": question.way.value,
        "is_dependents": question.way is Way.DEPENDENTS,
        "policies": POLICIES,
        "policy": question.policy.value,
        "hops_choices": hops_choices(),
        "hops": str(question.hops or ""),
        "on": question.on,
        "types": sorted(question.types),
    }


def asked_words(asked: Asked) -> str:
    """Return the question in words, for a document: way, policy, how far, which day and which types."""
    question = asked.question
    far = dict(hops_choices()).get(str(question.hops or ""), "")
    told = [
        str(dict(WAYS)[question.way.value]),
        _("What if: %(what)s") % {"what": str(dict(POLICIES)[question.policy.value]).lower()},
        far or (_("At most %(far)s steps") % {"far": question.hops} if question.hops else ""),
        _("As of %(day)s") % {"day": formats.day(question.on)} if question.on else "",
        ", ".join(type_names(code).lower() for code in sorted(question.types)),
    ]
    return " · ".join(filter(None, told))
