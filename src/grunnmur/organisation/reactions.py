"""What organisation answers when core asks: who a login is, which keys she has, whom a key means, how links look."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grunnmur.core import formats, panels, search
from grunnmur.core.clock import today
from grunnmur.core.events import reacts_to
from grunnmur.core.history import WITHOUT_HISTORY
from grunnmur.core.http import Request
from grunnmur.core.links import Link, Ref, preview_with, register_kind
from grunnmur.core.panels import Panel
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, answer_keys, answer_members, answer_person, person_of
from grunnmur.organisation import events, rules
from grunnmur.organisation.actions import searching
from grunnmur.organisation.actions.imports import forget_old_imports
from grunnmur.organisation.queries import (
    consequences,
    deputies_of,
    imports,
    keys,
    names_of,
    people_consequences,
    person_id_of,
    unit_names,
)
from grunnmur.organisation.queries.imports import touched_people


def person_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to the persons the asker may know of."""
    for person, name in names_of(ids, seen_by=seen_by).items():
        yield Link(Ref("person", person), name, reverse("organisation:person", args=[person]))


def unit_links(ids: Collection[UUID], _seen_by: Actor) -> Iterable[Link]:
    """Return links to units; everybody may know them."""
    for unit, name in unit_names(ids).items():
        yield Link(Ref("unit", unit), name, reverse("organisation:unit", args=[unit]))


def deputies_panel(_ref: Ref, seen_by: Actor, _request: Request) -> Panel | None:
    """Show on one's own page who stands in for one, and lead to naming somebody."""
    me = person_of(seen_by)
    if me is None:
        return None
    context = {
        "deputies": [
            (row, formats.period(Period.from_range(row.valid))) for row in deputies_of(me, on=today(), seen_by=seen_by)
        ],
        "name_url": reverse("organisation:name_deputy", args=[me]),
        "person_url": reverse("organisation:person", args=[me]),
    }
    return Panel(_("Deputies"), "organisation/deputies_panel.html", context)


@reacts_to(events.PersonFactsChanged)
def find_people_again(event: events.PersonFactsChanged) -> None:
    """Let people be found by what they are now."""
    searching.index_people(event.person_ids)


@reacts_to(events.UnitOpened)
def find_new_unit(event: events.UnitOpened) -> None:
    """Let a new unit be found."""
    searching.index_units([event.unit_id])


@reacts_to(events.UnitRenamed)
def find_renamed_unit(event: events.UnitRenamed) -> None:
    """Let a unit be found by its new name."""
    searching.index_units([event.unit_id])


@reacts_to(events.OrganisationImported)
def find_imported_again(event: events.OrganisationImported) -> None:
    """Let those the import was about be found as it left them, and every unit."""
    searching.index_imported(touched_people(event.run_id))


def import_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to imports, for those who may see them."""
    for run, name in imports.names_of_imports(ids, seen_by=seen_by).items():
        yield Link(Ref("import", run), name, reverse("organisation:import", args=[run]))


@reacts_to(events.DayTurned)
def forget_files(event: events.DayTurned) -> None:
    """Files of imports are kept 90 days."""
    forget_old_imports(on=event.day)


@reacts_to(events.DayTurned)
def count_words_again(_event: events.DayTurned) -> None:
    """Let search know the words that came since yesterday, for suggestions and compounds."""
    search.count_words()


answer_person(person_id_of)
answer_keys(keys.keys_of)
for _prefix, _members in {
    "person": keys.person_members,
    "unit": keys.unit_members,
    "below": keys.below_members,
    "leader": keys.leader_members,
    "function": keys.function_members,
    "everyone": keys.everyone,
}.items():
    answer_members(_prefix, _members)
panels.register("profile", 5, deputies_panel)
register_kind("person", person_links)
register_kind("unit", unit_links)
register_kind("import", import_links)
preview_with(rules.UnitOpening, consequences.of_opening)
preview_with(rules.UnitRename, consequences.of_rename)
preview_with(rules.UnitMove, consequences.of_move)
preview_with(rules.UnitClosing, consequences.of_closing)
preview_with(rules.LeaderChange, consequences.of_leader)
preview_with(rules.Hire, people_consequences.of_hire)
preview_with(rules.EmploymentChange, people_consequences.of_change)
preview_with(rules.LeaveChange, people_consequences.of_leave)
preview_with(rules.DeputyChange, people_consequences.of_deputy)
preview_with(rules.Protection, people_consequences.of_protection)
WITHOUT_HISTORY["organisation.UnitClosure"] = "is derived from UnitParent, whose history tells the same"
search.register_kind(searching.PERSON, label=_("People"), one=_("Person"), entries=searching.people_entries)
search.register_kind(searching.UNIT, label=_("Units"), one=_("Unit"), entries=searching.unit_entries)
