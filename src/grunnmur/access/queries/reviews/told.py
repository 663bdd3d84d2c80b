"""A snapshot in the reader's language: the sentences and days that were put down, with the names as they were."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from grunnmur.access.derivation import Message, Reader, text_of
from grunnmur.access.derivation.messages import Key, Params
from grunnmur.access.queries.accesses import reason_text
from grunnmur.access.queries.reviews.shown import IDS, Shown
from grunnmur.core import formats
from grunnmur.core.periods import Period


def sentences_of(shown: Shown, *, person: str) -> list[str]:
    """Return why somebody has it, in sentences about her. Never fails for a name that is gone."""
    if "sentences" in shown:
        reader = Reader(translate=gettext, names=shown["names"], day=formats.day, person=person)
        return [text_of(_message(one), reader) for one in shown["sentences"]]
    if "reason" in shown:
        reason = shown["reason"]
        period = Period(_day(shown.get("since")), _day(reason.get("until")))
        return [
            reason_text(
                role=reason["role"], rules=reason.get("rules", ()), reasons=reason.get("reasons", ()), period=period
            )
        ]
    if "waiver" in shown:
        return _of_waiver(shown["waiver"])
    if "found_in" in shown:
        sentence = _("%(target)s shows that she has it, and nothing here says that she shall.")
        return [sentence % {"target": shown["found_in"]}]
    return [shown["text"]] if shown.get("text") else []


def _of_waiver(facts: Mapping[str, Any]) -> list[str]:  # Any: JSON
    until = Period(None, _day(facts["until"])).last_day
    told = [facts["reason"], _("Checked instead: %(check)s") % {"check": facts["check"]}]
    return [*told, _("The exception ends on %(day)s.") % {"day": formats.day(until)}] if until else told


def lines_of(shown: Shown) -> list[str]:
    """Return what else helps to decide: how many have it, since when, what is inside."""
    found = []
    if "holders" in shown:
        sentence = ngettext(
            "%(count)d person has %(what)s by this rule.",
            "%(count)d persons have %(what)s by this rule.",
            shown["holders"],
        )
        found.append(sentence % {"count": shown["holders"], "what": shown["target"]})
    if shown.get("since"):
        found.append(_("Since %(day)s.") % {"day": formats.day(date.fromisoformat(shown["since"]))})
    if "last_used" in shown:
        found.append(_("Last used %(day)s.") % {"day": formats.day(date.fromisoformat(shown["last_used"]))})
    if "peers" in shown:
        having, all_of_them = shown["peers"]
        facts = {"having": having, "all": all_of_them}
        found.append(_("%(having)s of %(all)s with the same unit and position have it.") % facts)
    return found


def _message(one: Mapping[str, Any]) -> Message:  # Any: JSON
    days = one.get("days")
    return Message(
        Key(one["key"]),
        Params(
            **{"permission": "", **{field: one[field] for field in IDS if one.get(field)}},
            day=_day(one.get("day")),
            valid=Period(_day(days[0]), _day(days[1])) if days else None,
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
