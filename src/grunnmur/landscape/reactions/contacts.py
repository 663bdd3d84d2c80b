"""What the map does when a contact person leaves, and when another is named."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from grunnmur.core.clock import today
from grunnmur.core.events import reacts_to
from grunnmur.landscape.actions.contacts import TASK, clear_contacts_who_left, forget_questions
from grunnmur.landscape.actions.searching import OWN_TYPES
from grunnmur.landscape.events import ElementsChanged, ElementsRetired
from grunnmur.organisation import events as organisation
from grunnmur.worklist.rules import TaskKind, register_kind

register_kind(TaskKind(name=TASK, label=_("Name a contact person"), is_ended_there=True))


@reacts_to(organisation.EmploymentEnded)
def on_employment_ended(event: organisation.EmploymentEnded) -> None:
    """Take somebody away who has left already; one who leaves later waits for her day."""
    if event.last_day < today():
        clear_contacts_who_left([event.person_id], on=today())


@reacts_to(organisation.EmploymentEndedNow)
def on_employment_ended_now(event: organisation.EmploymentEndedNow) -> None:
    """Take somebody away at once who does not come back tomorrow."""
    clear_contacts_who_left([event.person_id], on=today() + timedelta(days=1))


@reacts_to(organisation.OrganisationImported)
def on_organisation_imported(_event: organisation.OrganisationImported) -> None:
    """Take those away who have left, as an import tells."""
    clear_contacts_who_left(on=today())


@reacts_to(organisation.DayTurned)
def on_day_turned(_event: organisation.DayTurned) -> None:
    """Take those away whose last day was yesterday."""
    clear_contacts_who_left(on=today())


@reacts_to(ElementsChanged)
def on_elements_changed(event: ElementsChanged) -> None:
    """Ask no longer for a contact person once somebody is named."""
    if "contact_person_id" in event.fields:
        forget_questions(event.element_ids)


@reacts_to(ElementsRetired)
def on_elements_retired(event: ElementsRetired) -> None:
    """Ask no longer about what has left the map."""
    if event.type in OWN_TYPES:
        forget_questions(event.element_ids)
