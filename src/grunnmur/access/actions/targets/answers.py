"""What somebody decides about what differs: it may stay, it is put right, or nobody wants to hear of it for a while."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grunnmur.access import rules
from grunnmur.access.actions.grants import NewGrant, require_hers, require_other, write_grant
from grunnmur.access.actions.targets.telling import forget_what_is_over
from grunnmur.access.models import DriftItem, Grant, Permission, Target, TargetAccount, TargetChange
from grunnmur.access.models.targets import LIVE
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.targets import LONGEST_ADOPTION, NotAnswerableError
from grunnmur.core.clock import now, today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation

K = DriftItem.Kind
Operation: TypeAlias = TargetChange.Operation


@transaction.atomic
def adopt_drift(item_ids: Collection[UUID], *, last_day: date, reason: str, by: User) -> int:
    """Let people keep what they have in a target: each gets it directly, through a last day; returns how many.

    Raises PermissionDenied (needs access.targets, and access.give at each person's unit), NotAnswerableError for what
    is nothing extra, OwnBenefitError, NotGivableError, AlreadyHasError.
    """
    require(by, TARGETS)
    if not today() <= last_day <= today() + timedelta(days=LONGEST_ADOPTION):
        raise NotAnswerableError(_("Choose a last day within a year."))
    if not reason.strip():
        raise NotAnswerableError(_("Say why she may keep it."))
    items = _items(item_ids)
    for item in items:
        _adopt(item, last_day=last_day, reason=reason.strip(), by=by)
    _answer(items, DriftItem.Answer.ADOPTED, by=by)
    return len(items)


def _adopt(item: DriftItem, *, last_day: date, reason: str, by: User) -> None:
    person, _permission = extra(item)
    require_other(person, by=by)
    require_hers(person, by=by)
    let_keep(item, last_day=last_day, reason=reason, by=by)


def extra(item: DriftItem) -> tuple[UUID, Permission]:
    """Return who has what too much. Raises NotAnswerableError for a difference of another kind."""
    person, permission = item.account.person_id, item.permission
    if item.kind != K.EXTRA or person is None or permission is None:
        raise NotAnswerableError(_("Only what somebody has, and shall not have, can be adopted."))
    return person, permission


def let_keep(item: DriftItem, *, last_day: date, reason: str, by: Actor) -> None:
    """Give somebody what she has too much; whoever calls has checked who decides, and writes the answer down."""
    person, permission = extra(item)
    period = Period.through(today(), last_day)
    if permission.max_days and (period.days or 0) > permission.max_days:
        facts = {"what": str(permission), "days": permission.max_days}
        raise rules.NotGivableError(_("%(what)s is given for %(days)s days at most. Set a last day.") % facts)
    employment = organisation.primary_employment(person, on=today())
    write_grant(
        NewGrant(
            person_id=person,
            employment_id=employment.id,
            target=rules.Target(permission_id=permission.pk),
            period=period,
            reason=reason,
            source=Grant.Source.ADOPTED,
        ),
        by=by,
    )


@transaction.atomic
def put_right(item_ids: Collection[UUID], *, by: User) -> int:
    """Let a managed target be brought to what shall be, where it does not happen by itself; returns how many.

    Extra: taken away. An account of nobody we know: disabled, because somebody here decided it. State and words: as
    here. Raises PermissionDenied (needs access.targets), NotAnswerableError.
    """
    require(by, TARGETS)
    items = _items(item_ids)
    for item in items:
        if item.target.mode != Target.Mode.MANAGED:
            raise NotAnswerableError(_("The target is not managed yet: mend it there, or let it be managed first."))
        send_right(item)
    _answer(items, DriftItem.Answer.PUT_RIGHT, by=by)
    return len(items)


def _operation(item: DriftItem) -> Operation:
    match item.kind:
        case K.EXTRA:
            return Operation.REMOVE
        case K.ORPHAN:
            return Operation.DISABLE
        case K.STATE if item.expected == TargetAccount.State.DISABLED:
            return Operation.DISABLE
        case K.MISSING:
            return Operation.ADD
        case _:
            return Operation.ENSURE


def send_right(item: DriftItem) -> None:
    """Write down what brings a managed target to what shall be; whoever calls has checked who decides."""
    waiting = TargetChange.objects.filter(account=item.account, permission=item.permission, state__in=LIVE)
    is_uncertain = waiting.filter(Q(tries__gt=0) | Q(is_uncertain=True)).exists()
    waiting.update(state=TargetChange.State.CANCELLED, closed_at=now())
    TargetChange.objects.create(
        target=item.target,
        account=item.account,
        permission=item.permission,
        operation=_operation(item),
        source=TargetChange.Source.DRIFT,
        is_uncertain=is_uncertain,
        created_at=now(),
        next_at=now(),
    )


@transaction.atomic
def ignore_drift(item_ids: Collection[UUID], *, until: date, by: User) -> int:
    """Leave differences alone through a day; nothing is sent about them meanwhile. Returns how many.

    Raises PermissionDenied (needs access.targets), NotAnswerableError.
    """
    require(by, TARGETS)
    if not today() <= until <= today() + timedelta(days=LONGEST_ADOPTION):
        raise NotAnswerableError(_("Choose a last day within a year."))
    items = _items(item_ids)
    _answer(items, DriftItem.Answer.IGNORED, by=by, until=until)
    return len(items)


def _items(item_ids: Collection[UUID]) -> Sequence[DriftItem]:
    """Return the open differences. Raises DriftItem.DoesNotExist when one of them is not there (any more)."""
    rows = DriftItem.objects.select_for_update(of=("self",)).filter(pk__in=item_ids, gone_at=None)
    found = list(rows.select_related("target", "account", "permission__resource").order_by("id"))
    if len(found) != len(set(item_ids)) or not found:
        raise DriftItem.DoesNotExist
    return found


def _answer(items: Sequence[DriftItem], answer: str, *, by: User, until: date | None = None) -> None:
    rows = DriftItem.objects.filter(pk__in=[item.pk for item in items])
    rows.update(answer=answer, answered_at=now(), answered_by=by, ignored_until=until)
    for target in {item.target_id for item in items}:
        forget_what_is_over(target)
