"""Turns the database's refusals into sentences, so that two at once are told the truth too."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.organisation.rules import OverlapError, TakenError

SENTENCES = {
    "person_employee_number": (TakenError, _("Another person has this employee number.")),
    "person_national_id": (TakenError, _("Another person has this national identity number.")),
    "person_user": (TakenError, _("This login belongs to another person.")),
    "function_code": (TakenError, _("Another function has this code.")),
    "unit_never_two": (TakenError, _("Another unit has this code on some of these days.")),
    "unit_parent_never_two": (OverlapError, _("The unit hangs elsewhere on some of these days.")),
    "employment_never_two": (OverlapError, _("This employment exists already on some of these days.")),
    "appointment_never_two": (OverlapError, _("The person has this function here already on some of these days.")),
    "leadership_never_two": (OverlapError, _("The unit has a leader of this kind already on some of these days.")),
}


@contextmanager
def explained(*, is_undone_alone: bool = True) -> Iterator[None]:
    """Raise the DomainError that belongs to the constraint the database refuses by.

    is_undone_alone: in a savepoint of its own; without one the caller undoes everything when it hears no.
    """
    try:
        with transaction.atomic(savepoint=is_undone_alone):
            yield
    except IntegrityError as error:
        raise _explanation(error) from error


def _explanation(error: IntegrityError) -> Exception:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    known: tuple[type[DomainError], object] | None = SENTENCES.get(name or "")
    return error if known is None else known[0](str(known[1]))
