"""Telling people that they stand in for somebody, or no longer do, and those they stand in for."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.organisation.events import DeputyEnded, DeputyNamed
from grunnmur.worklist.actions.notifications import notify_all
from grunnmur.worklist.rules import DEPUTIES, Notice, named

STANDS_IN = gettext_noop("You stand in for %(person)s from %(first_date)s until %(last_date)s.")
HAS_DEPUTY = gettext_noop("%(person)s stands in for you from %(first_date)s until %(last_date)s.")
STOOD_IN = gettext_noop("Your days as deputy of %(person)s end on %(last_date)s, earlier than planned.")
HAD_DEPUTY = gettext_noop("The days of %(person)s as your deputy end on %(last_date)s, earlier than planned.")


def tell_of_named_deputy(event: DeputyNamed) -> None:
    """Tell the deputy and whom she stands in for from when to when; not whoever named her."""
    days = {"first_date": str(event.valid.lower), "last_date": str(event.valid.last_day)}
    _tell(event, deputy=STANDS_IN, other=HAS_DEPUTY, days=days)


def tell_of_ended_deputy(event: DeputyEnded) -> None:
    """Tell both that it ends earlier; not whoever ended it."""
    _tell(event, deputy=STOOD_IN, other=HAD_DEPUTY, days={"last_date": str(event.last_day)})


def _tell(event: DeputyNamed | DeputyEnded, *, deputy: str, other: str, days: dict[str, Any]) -> None:
    told = ((event.deputy_id, deputy, event.for_person_id), (event.for_person_id, other, event.deputy_id))
    notify_all(_notice(*one, days) for one in told if one[0] != event.by_person)


def _notice(reader: UUID, message: str, about: UUID, days: dict[str, Any]) -> Notice:
    params = {"person": named(about), **days}
    return Notice(person_ids=[reader], kind=DEPUTIES, message=message, params=params, subject=("person", about))
