"""A change case of the demo: one system takes over from another, and their owners are asked what they think."""

from datetime import timedelta

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.landscape.actions.changes import open_change_case, plan_step, send_to_review
from grunnmur.landscape.queries import systems_named
from grunnmur.landscape.rules.changes import ReplaceElement, RetireElement

OLD, NEW = "Webcruiter", "Lønn og personal"
AHEAD = timedelta(days=60)


def think_a_change_through(*, by: Actor) -> None:
    """Plan that the personnel system takes over from the one for applications, and send it to the owners."""
    named = systems_named([OLD, NEW])
    (old,), (new,) = named[OLD.casefold()], named[NEW.casefold()]
    case = open_change_case(
        "Rekruttering i personalsystemet",
        why="Personalsystemet har fått en del for rekruttering. Da trenger vi ett system og én avtale mindre.",
        owner_unit_id=unit_named("Personalkontoret"),
        planned_date=today() + AHEAD,
        by=by,
    )
    plan_step(case.pk, ReplaceElement(old, new, ("supports", "masters")), by=by)
    plan_step(case.pk, RetireElement(old), by=by)
    send_to_review(case.pk, by=by)
