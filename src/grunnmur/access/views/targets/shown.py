"""How targets, changes and differences are put for the screen."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access.connectors import Fault
from grunnmur.access.models import DriftItem, Permission, Target, TargetAccount, TargetChange
from grunnmur.access.views.shown import Context
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.organisation.queries import names_of

MODE_COLORS = {"observed": "neutral", "dry_run": "info", "managed": "success"}
STATE_COLORS = {"open": "info", "held": "warning", "failed": "danger", "done": "success", "cancelled": "neutral"}


def fault_text(fault: dict[str, object]) -> str:
    """Say a kept fault in the reader's language; blank when there is none."""
    if not fault:
        return ""
    params = fault.get("params")
    return str(Fault(str(fault.get("message", "")), params if isinstance(params, dict) else {}))


def account_names(accounts: Collection[TargetAccount], *, seen_by: Actor) -> dict[UUID, str]:
    """Return whose accounts are, by account; nobody's is shown by what it is called. Protected persons stay unnamed."""
    persons = {account.person_id for account in accounts if account.person_id}
    names = names_of(persons, seen_by=seen_by)
    hidden = _("A protected person")
    return {
        account.pk: names.get(account.person_id, hidden) if account.person_id else account.username
        for account in accounts
    }


def permission_text(permission: Permission | None) -> str:
    """Return what a permission is called; the account itself when there is none."""
    return str(permission) if permission else _("The account")


def file_of(table: Table, name: str, form: str) -> HttpResponse:
    """Return a table as a file to keep; form: csv or xlsx."""
    content, media_type = (write_csv(table), CSV_TYPE) if form == "csv" else (write_xlsx([table]), XLSX_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def tabs(target: Target, current: str, *, counts: dict[str, int]) -> list[Context]:
    """Return the pages of a target."""
    pages = [
        ("target", _("About"), None),
        ("target_plan", _("Plan"), None),
        ("target_changes", _("Changes"), counts.get("open", 0) + counts.get("failed", 0) + counts.get("held", 0)),
        ("target_drift", _("Differences"), counts.get("drift", 0)),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"access:{name}", args=[target.pk]),
            "is_current": name == current,
            "count": count,
        }
        for name, label, count in pages
    ]


def difference_text(item: DriftItem) -> str:
    """Say what differs, in a sentence without the name."""
    facts = {
        "permission": permission_text(item.permission),
        "expected": item.expected,
        "found": item.found,
        "field": {"display_name": _("Name"), "email": _("E-mail")}.get(item.field, item.field),
    }
    match item.kind:
        case DriftItem.Kind.EXTRA:
            return _("Has %(permission)s, and shall not have it.") % facts
        case DriftItem.Kind.MISSING:
            return _("Lacks %(permission)s.") % facts
        case DriftItem.Kind.ORPHAN:
            return _("An account of nobody we know.")
        case DriftItem.Kind.STATE if item.expected == TargetAccount.State.DISABLED:
            return _("The account is open, and she works here no more.")
        case DriftItem.Kind.STATE:
            return _("The account is disabled, and she shall have access.")
        case _:
            return _("%(field)s is “%(found)s”, and shall be “%(expected)s”.") % facts


def change_rows(changes: Iterable[TargetChange], names: dict[UUID, str]) -> list[Context]:
    """Return changes as rows of a table."""
    return [
        {
            "change": change,
            "name": names[change.account_id],
            "what": permission_text(change.permission),
            "color": STATE_COLORS[change.state],
            "fault": fault_text(change.fault),
        }
        for change in changes
    ]
