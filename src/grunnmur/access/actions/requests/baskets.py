"""A basket: what one is about to ask for. It stays until it is sent or emptied."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.grants import require_short_enough
from grunnmur.access.models import Grant, Request, RequestLine
from grunnmur.access.queries.requests.policies import Way, way
from grunnmur.access.queries.requests.wishes import (
    find_basket,
    is_endable,
    is_requestable,
    may_ask_for,
)
from grunnmur.access.rules import AlreadyHasError, NotGrantedError, Target
from grunnmur.access.rules.requests import BadWishError, NotRequestableError, Wish, days_problem
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation

Operation = RequestLine.Operation


@transaction.atomic
def open_basket(receiver_id: UUID, *, by: Actor) -> Request:
    """Return the actor's basket for a person, a new one if there is none.

    Raises Person.DoesNotExist, PermissionDenied for who is neither herself, nor leads her, nor owns a resource.
    """
    organisation.find_person(receiver_id, seen_by=by)
    person = person_of(by)
    if person is None or not may_ask_for(receiver_id, by=by):
        raise PermissionDenied(_("You ask for yourself, for those you lead, and for what you own."))
    basket, _made = Request.objects.get_or_create(
        requester_id=person, receiver_id=receiver_id, sent_at=None, defaults={"made_at": now()}
    )
    return basket


@transaction.atomic
def put_line(request_id: UUID, wish: Wish, *, by: Actor) -> RequestLine:
    """Put a wish into the basket; one about the same thing that lies there is replaced.

    Raises Request.DoesNotExist (also for another's), BadWishError, NotRequestableError, NotGivableError for more days
    than it is given for, AlreadyHasError, NotGrantedError, NotEmployedError.
    """
    basket = find_basket(request_id, by=by, is_locked=True)
    target = Target(wish.role_id, wish.permission_id)
    require_wish(basket.receiver_id, wish, by=by)
    columns = asdict(wish) | {"valid": wish.period.to_range()}
    del columns["period"], columns["role_id"], columns["permission_id"]
    line, _made = RequestLine.objects.update_or_create(request=basket, **asdict(target), defaults=columns)
    return line


def require_wish(receiver_id: UUID, wish: Wish, *, by: Actor) -> Way:
    """Return how a wish is decided. Raises as `put_line`; asked when it is written, sent, and carried out."""
    target = Target(wish.role_id, wish.permission_id)
    is_giving = wish.operation in {Operation.ADD, Operation.EXTEND}
    is_hers = is_requestable if is_giving else is_endable
    if not is_hers(target, receiver_id, by=by):
        raise NotRequestableError(_("This cannot be asked for here. The access officer can tell why."))
    found = way(target)
    problem = days_problem(wish, risk=found.risk, on=today())
    if problem:
        raise BadWishError(problem)
    require_fits(receiver_id, wish, found)
    return found


def require_fits(receiver_id: UUID, wish: Wish, found: Way) -> None:
    """Do nothing if the days fit with what the person has, and with her work.

    Raises AlreadyHasError, NotGrantedError, NotGivableError, NotEmployedError.
    """
    given = live_grants(receiver_id, Target(wish.role_id, wish.permission_id))
    if wish.operation == Operation.ADD:
        organisation.primary_employment(receiver_id, on=wish.period.lower or today())
        _require_new(given, wish)
        require_short_enough(found.name, found.max_days, wish.period)
        return
    if not given:
        raise NotGrantedError(_("This was not given to her alone, so it cannot be changed alone."))
    if wish.operation == Operation.EXTEND:
        _require_longer(given, wish.period.last_day)
        extended = Period(Period.from_range(given[-1].valid).lower, wish.period.upper)
        require_short_enough(found.name, found.max_days, extended)
    elif wish.operation == Operation.SHORTEN:
        _require_shorter(given, wish.period.last_day)


def live_grants(receiver_id: UUID, target: Target) -> list[Grant]:
    """Return the grants of something to a person that run or will, the latest last; those of some hours left out."""
    rows = Grant.objects.filter(person_id=receiver_id, ends_at=None, **asdict(target)).order_by("valid", "id")
    return [row for row in rows if not Period.from_range(row.valid).is_over(today())]


def _require_new(given: list[Grant], wish: Wish) -> None:
    for grant in given:
        if grant.scope_unit_id == wish.scope_unit_id and Period.from_range(grant.valid).overlaps(wish.period):
            raise AlreadyHasError(_("She has this on these days already. Ask to keep it longer instead."))


def _require_longer(given: list[Grant], last_day: date | None) -> None:
    last = Period.from_range(given[-1].valid).last_day
    if last is None or (last_day and last_day <= last):
        raise BadWishError(_("She has it as long as that already."))


def _require_shorter(given: list[Grant], last_day: date | None) -> None:
    last = Period.from_range(given[-1].valid).last_day
    if last and last_day and last_day >= last:
        raise BadWishError(_("It ends before that already."))


@transaction.atomic
def drop_line(line_id: UUID, *, by: Actor) -> UUID:
    """Take a line out of the basket; returns for whom the basket is.

    Raises RequestLine.DoesNotExist, also for another's or one that is sent.
    """
    line = RequestLine.objects.select_related("request").get(pk=line_id, request__sent_at=None)
    if line.request.requester_id != person_of(by):
        raise RequestLine.DoesNotExist
    line.delete()
    return line.request.receiver_id


@transaction.atomic
def empty_basket(request_id: UUID, *, by: Actor) -> None:
    """Throw a basket away. Raises Request.DoesNotExist, also for another's or one that is sent."""
    find_basket(request_id, by=by, is_locked=True).delete()
