"""How questions and notices of a step are put for the screen."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.permissions import person_of
from grunnmur.core.templatetags.dates import local_date
from grunnmur.organisation.queries import names_of
from grunnmur.processes.models import StepNotice, StepQuestion
from grunnmur.processes.queries import Conversation

Row = dict[str, Any]  # as components/rows.html takes it


def shown_talk(talk: Conversation, request: Request) -> list[Row]:
    """Return what was asked and told, as a list by heading: by me, to me, told. One statement for names."""
    people = {row.asked_by_id for row in talk.questions} | {row.told_by_id for row in talk.notices}
    names = names_of(people, seen_by=request.user) if people else {}
    me = person_of(request.user)
    lists = {
        _("Asked by me"): [_question(row, row.process_role.name) for row in talk.questions if row.asked_by_id == me],
        _("Asked of me"): [
            _question(row, names.get(row.asked_by_id, "–")) for row in talk.questions if row.asked_by_id != me
        ],
        _("Told"): [_notice(row, names.get(row.told_by_id, "–")) for row in talk.notices],
    }
    return [{"heading": heading, "rows": rows} for heading, rows in lists.items() if rows]


def state_of(row: StepQuestion) -> tuple[str, str]:
    """Return what became of a question, in words and as a colour."""
    if row.answered_at:
        return _("Answered"), "success"
    if row.due_date < today():
        return _("No answer by the day"), "warning"
    return _("Waits for an answer"), "info"


def _question(row: StepQuestion, who: str) -> Row:
    word, color = state_of(row)
    return {
        "title": row.about,
        "url": reverse("processes:question", args=[row.pk]),
        "text": row.answer or row.question,
        "meta": f"{who} · {local_date(row.due_date)}",
        "tag": word,
        "tag_color": color,
    }


def _notice(row: StepNotice, who: str) -> Row:
    people = ngettext("%(count)d person told", "%(count)d people told", row.count) % {"count": row.count}
    return {"title": row.about, "text": row.note, "meta": f"{who} · {row.roles} · {people}"}
