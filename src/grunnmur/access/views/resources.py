"""The list of resources, and one resource."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.access import queries
from grunnmur.access.forms.lists import ResourcesForm
from grunnmur.access.models import Resource
from grunnmur.access.queries.accesses import Access
from grunnmur.access.queries.conflicts import conflicts_about
from grunnmur.access.queries.pools import pools_about
from grunnmur.access.queries.resources import (
    Holder,
    ResourceFilter,
    every_holder,
    every_resource,
    holders_on,
    is_owner,
    levels_of,
    owners_and_units,
    resource_list,
    see_resource,
)
from grunnmur.access.queries.reviews.of_resource import reviews_of_levels
from grunnmur.access.queries.sight import may_read_catalogue, sight
from grunnmur.access.queries.targets.lists import may_look, targets_of_resource
from grunnmur.access.rules import DEFINE, PHYSICAL_KINDS, TARGETS
from grunnmur.access.views.reviews.campaigns import state_of_review
from grunnmur.access.views.shown import Context, columns, exports, next_url, trail
from grunnmur.access.views.targets.shown import file_of
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table


def resources(request: Request) -> HttpResponse:
    """Show all resources, narrowed and sorted as the address says."""
    chosen = ResourcesForm(request.GET).values()
    found = resource_list(_filter(chosen), seen_by=request.user, after=chosen["after"])
    owners, units = owners_and_units(seen_by=request.user)
    names = queries.key_names({*owners, *(row.fulfil_key for row in found.rows)}, seen_by=request.user)
    heads = [
        ("name", _("Resource"), False),
        ("kind", _("Kind"), False),
        ("", _("Owner"), False),
        ("", _("Unit"), False),
        ("", _("Permissions"), True),
        ("", _("Handed out by"), False),
    ]
    context = {
        "rows": [(row, names.get(row.owner_key, ""), names.get(row.fulfil_key, "")) for row in found.rows],
        "columns": columns(chosen, heads, default="name"),
        "chosen": chosen,
        "kinds": Resource.Kind.choices,
        "owners": sorted(((key, names.get(key, "–")) for key in owners), key=lambda one: one[1].casefold()),
        "units": units,
        "exports": exports("access:resources_export", chosen),
        "next_url": next_url(chosen, found.next),
        "new_url": reverse("access:new_resource") if may(request.user, DEFINE) else "",
        "has_filter": any(chosen[name] for name in ("q", "kind", "owner", "unit")),
        "breadcrumbs": trail(last=_("Resources")),
    }
    return page(request, "access/resources.html", context, partial="rows")


def _filter(chosen: dict[str, str]) -> ResourceFilter:
    return ResourceFilter(
        text=chosen["q"],
        kind=chosen["kind"],
        owner=chosen["owner"],
        unit=id_in(chosen["unit"]),
        sort=chosen["sort"] or "name",
    )


@require_safe
def export(request: Request, form: str) -> HttpResponse:
    """Give the whole list as csv or xlsx, narrowed and sorted as the page is."""
    rows = every_resource(_filter(ResourcesForm(request.GET).values()), seen_by=request.user)
    keys = {key for row in rows for key in (row.owner_key, row.fulfil_key)}
    names = queries.key_names(keys, seen_by=request.user)
    header = [_("Resource"), _("Kind"), _("Owner"), _("Unit"), _("Permissions"), _("Handed out by")]
    return file_of(Table(_("Resources"), header, [_row(row, names) for row in rows]), "resources", form)


def _row(row: Resource, names: Mapping[str, str]) -> list[Cell]:
    return [
        row.name,
        row.get_kind_display(),
        names.get(row.owner_key, ""),
        row.unit.name if row.unit else "",
        row.permission_count,  # type: ignore[attr-defined]  # annotated by every_resource
        names.get(row.fulfil_key, ""),
    ]


def _addresses(request: Request, found: Resource) -> Context:
    """Return where the resource is changed, for those who may."""
    if found.is_own or not may(request.user, DEFINE) or Period.from_range(found.valid).upper is not None:
        return {}
    names = {"change_url": "change_resource", "retire_url": "retire_resource", "level_url": "new_level"}
    return {key: reverse(f"access:{name}", args=[found.pk]) for key, name in names.items()}


def _money(cost: Decimal | None) -> str:
    return "" if cost is None else formats.number(cost)


def _way(access: Access) -> str:
    """Say at which level somebody has it, by which roles, and for which days."""
    route = access.role_names or _("Given directly")
    return " · ".join(filter(None, (access.level, route, queries.days_text(access.valid))))


def _waiting(holder: Holder) -> str:
    """Say for which levels somebody waits for a seat; blank for who has all that she is given."""
    return ", ".join(level.level or str(level) for level in holder.waits_for)


def resource(request: Request, resource_id: UUID) -> HttpResponse:
    """Show one resource: its levels, the roles that hold them, who has it, and who hands it out."""
    found, on = see_resource(resource_id, seen_by=request.user), DayForm(request.GET).day()
    levels = levels_of(found, on=on, seen_by=request.user)
    people, following = holders_on(found, levels, on=on, seen_by=request.user, after=request.GET.get("after", ""))
    record_reads([one.person_id for one in people], by=request.user, what="access.resource_holders")
    names = queries.key_names({found.fulfil_key, found.owner_key}, seen_by=request.user)
    reads_catalogue = may_read_catalogue(request.user)
    above = (_("Resources"), "access:resources") if reads_catalogue else (_("My access"), "access:mine")
    context: Context = {
        "resource": found,
        "levels": [(one, queries.permission_name(one.permission)) for one in levels],
        "pools": [
            (row, _money(row.pool.unit_cost), _money(row.cost))
            for row in pools_about([one.permission.pk for one in levels], on=on)
        ],
        "conflicts": conflicts_about([one.permission.pk for one in levels], on=on, seen_by=request.user),
        "reviews": [(one, *state_of_review(one)) for one in reviews_of_levels(levels, seen_by=request.user)],
        "holders": [(one, [_way(access) for access in one.accesses], _waiting(one)) for one in people],
        "targets": targets_of_resource(found.pk),
        "can_be_compared": found.kind not in PHYSICAL_KINDS,
        "opens_targets": may_look(request.user),
        "connect_url": reverse("access:new_target") if may(request.user, TARGETS) and not found.is_own else "",
        "exports": exports("access:holders_export", {"on": request.GET.get("on", "")}, found.pk),
        "names_all": is_owner(found, by=request.user) or sight(request.user).is_everywhere,
        "next_url": next_url({"on": request.GET.get("on", "")}, following),
        "reads_catalogue": reads_catalogue,
        **_addresses(request, found),
        "facts": [
            {"label": _("Kind"), "text": found.get_kind_display()},
            {"label": _("Owner"), "text": names.get(found.owner_key, "")},
            {"label": _("Unit"), "text": found.unit.name if found.unit else ""},
            {"label": _("Handed out by"), "text": names.get(found.fulfil_key) or _("Nobody has to do anything")},
        ],
        "on": on,
        "is_today": on == today(),
        "breadcrumbs": trail(above, last=found.name),
    }
    return page(request, "access/resource.html", context)


@require_safe
def export_holders(request: Request, resource_id: UUID, form: str) -> HttpResponse:
    """Give who has a resource on a day, as csv or xlsx: a row for each access."""
    found, on = see_resource(resource_id, seen_by=request.user), DayForm(request.GET).day()
    levels = levels_of(found, on=on, seen_by=request.user)
    people = every_holder(found, levels, on=on, seen_by=request.user)
    record_reads([one.person_id for one in people], by=request.user, what="access.resource_holders_export")
    header = [_("Name"), _("Unit"), _("Level"), _("Roles"), _("First day"), _("Last day"), _("State")]
    lines = [line for one in people for line in _lines(one)]
    return file_of(Table(found.name, header, lines), "holders", form)


def _lines(holder: Holder) -> list[list[Cell]]:
    told: list[list[Cell]] = [
        [
            holder.name,
            holder.unit,
            one.level,
            one.role_names or _("Given directly"),
            one.valid.lower,
            one.valid.last_day,
            "",
        ]
        for one in holder.accesses
    ]
    waiting: list[list[Cell]] = [
        [holder.name, holder.unit, level.level, "", None, None, _("Waiting for a seat")] for level in holder.waits_for
    ]
    return told + waiting
