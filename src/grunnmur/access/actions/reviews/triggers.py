"""Reviews that open by themselves: somebody moves, time has passed, a risk was raised."""

from datetime import date
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from grunnmur.access.actions.reviews.opening import NewReview, write_review
from grunnmur.access.models import Permission, Review
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.reviews.due import Moving, levels_due, moving, roles_due
from grunnmur.access.queries.reviews.plan import Plan, plan_of_mover, plan_review
from grunnmur.access.rules.reviews import TRIGGER_WORKING_DAYS, Scope
from grunnmur.core import formats
from grunnmur.core.calendar import working_days_after, working_days_before
from grunnmur.core.permissions import System
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation

SYSTEM = System("Grunnmur")


def review_movers(on: date) -> None:
    """Ask both leaders of everybody who moves within fourteen days what she shall take along. Once for each move."""
    for move in moving(on):
        for place, unit in (("from", move.unit_before), ("to", move.unit)):
            new = NewReview(
                name=_title_of(move),
                due_date=max(working_days_before(move.day, 1), on),
                scope=Scope(persons=[move.person_id]),
                trigger=Review.Trigger.MOVER,
                dedupe_key=f"mover:{move.person_id}:{move.day}:{place}",
            )
            _open(new, plan_of_mover(move.person_id, unit=unit, on=on))


def _title_of(move: Moving) -> str:
    """Name the person, if her name is for everybody who follows reviews up."""
    person = organisation.find_person(move.person_id, seen_by=SYSTEM)
    facts = {"person": person.display_name, "day": formats.day(move.day)}
    with translation.override(current_tenant().language):
        told = _("Somebody moves on %(day)s") if person.is_protected else _("%(person)s moves on %(day)s")
        return told % facts


def review_what_is_due(on: date) -> None:
    """Ask again about the roles and levels that nobody has looked at for as long as their risk allows."""
    due = working_days_after(on, TRIGGER_WORKING_DAYS)
    roles, levels = roles_due(on), levels_due(on)
    for sort, scope in (("roles", Scope(roles=roles)), ("levels", Scope(permissions=levels))):
        if roles if sort == "roles" else levels:
            with translation.override(current_tenant().language):
                title = _("Due for review %(day)s") % {"day": formats.day(on)}
            new = NewReview(
                name=title,
                due_date=due,
                scope=scope,
                trigger=Review.Trigger.PERIODIC,
                dedupe_key=f"periodic:{sort}:{on}",
            )
            _open(new, plan_review(scope, on=on))


def review_raised_risk(permission_id: UUID, *, risk: int, on: date) -> None:
    """Ask about everybody who has a level that has become riskier."""
    permission = Permission.objects.select_related("resource").get(pk=permission_id)
    scope = Scope(permissions=[permission_id])
    with translation.override(current_tenant().language):
        title = _("The risk of %(what)s was raised to %(risk)s") % {"what": permission_name(permission), "risk": risk}
    new = NewReview(
        name=title,
        due_date=working_days_after(on, TRIGGER_WORKING_DAYS),
        scope=scope,
        trigger=Review.Trigger.RISK,
        dedupe_key=f"risk:{permission_id}:{risk}:{on}",
    )
    _open(new, plan_review(scope, on=on))


def _open(new: NewReview, plan: Plan) -> None:
    """Open a review that nobody asked for: not twice, and not about nothing."""
    if plan.items and not Review.objects.filter(dedupe_key=new.dedupe_key).exists():
        write_review(new, plan, by=SYSTEM)
