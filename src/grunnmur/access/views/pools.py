"""Licence pools: the list, one with who sits and who waits, its number of seats and its shares."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access import queries
from grunnmur.access.actions import pools as actions
from grunnmur.access.forms.lists import RestraintsForm
from grunnmur.access.forms.pools import NewPoolForm, PoolForm, QuantityForm, ShareForm
from grunnmur.access.queries import pools as reads
from grunnmur.access.queries.choices import Listed
from grunnmur.access.queries.pools import PoolRow, Sitting
from grunnmur.access.rules import DEFINE, SeatsShortError
from grunnmur.access.views.shown import FILES, Context, columns, entries_about, trail
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, may, require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.organisation import queries as organisation


@require_GET
def pools(request: Request) -> HttpResponse:
    """Show all pools as they stand today."""
    chosen = RestraintsForm(request.GET).values(reads.SORTS)
    rows = reads.pool_list(on=today(), seen_by=request.user, text=chosen["q"], sort=chosen["sort"])
    heads = [
        ("name", _("Licence pool"), False),
        ("", _("When it is full"), False),
        ("seats", _("Seats"), True),
        ("taken", _("Taken"), True),
        ("free", _("Free"), True),
        ("waiting", _("Waiting"), True),
        ("cost", _("Cost a year"), True),
    ]
    context: Context = {
        "rows": [(row, _money(row.cost)) for row in rows],
        "columns": columns(chosen, heads, default="name"),
        "chosen": chosen,
        "new_url": reverse("access:new_pool") if may(request.user, DEFINE) else "",
        "breadcrumbs": trail(last=_("Licence pools")),
    }
    return page(request, "access/pools/list.html", context, partial="rows")


def _money(cost: Decimal | None) -> str:
    return "–" if cost is None else formats.number(cost)


@require_GET
def pool(request: Request, pool_id: UUID) -> HttpResponse:
    """Show one pool on a day: seats over time, shares, who sits and who waits, history."""
    on = DayForm(request.GET).day()
    found = reads.find_pool(pool_id, on=on, seen_by=request.user)
    seats = reads.seats_of(pool_id, on=on, seen_by=request.user)
    record_reads([row.person_id for row in seats], by=request.user, what="access.pool")
    context: Context = {
        "row": found,
        "facts": _facts(found),
        "waiting": [(row, queries.days_text(row.valid)) for row in seats if not row.is_seated],
        "sitting": [(row, queries.days_text(row.valid)) for row in seats if row.is_seated],
        "quantities": [(quantity, queries.days_text(valid)) for quantity, valid in found.quantities],
        "shares": [(unit, quantity, queries.days_text(valid)) for unit, quantity, valid in found.shares],
        "entries": entries_about((what, change) for change, what in reads.pool_history(found.pool)),
        "has_shares": any(row.payer for row in seats),
        "is_mine": may(request.user, DEFINE),
        "on": on,
        "is_today": on == today(),
        "exports": [(word, reverse(f"access:pool_{form}", args=[pool_id])) for form, word in FILES.items()],
        "breadcrumbs": trail((_("Licence pools"), "access:pools"), last=found.pool.name),
    }
    return page(request, "access/pools/one.html", context)


def _facts(found: PoolRow) -> list[Context]:
    return [
        {"label": _("Seats"), "text": _("Not counted on this day") if found.quantity is None else str(found.quantity)},
        {"label": _("Taken"), "text": str(found.taken)},
        {"label": _("Free"), "text": str(found.free)},
        {"label": _("Waiting"), "text": str(found.waiting)},
        {"label": _("When it is full"), "text": found.pool.get_on_full_display()},
        {"label": _("Cost a year"), "text": _money(found.cost)},
        {"label": _("Of that for free seats"), "text": _money(found.unused_cost)},
        {"label": _("A seat is taken by"), "text": ", ".join(name for _id, name in found.levels)},
    ]


def new_pool(request: Request) -> HttpResponse:
    """Ask for a pool and make it."""
    require(request.user, DEFINE)
    sent = request.POST if request.method == "POST" else None
    form = NewPoolForm(sent, things=Listed(reads.level_choices(on=today())), initial={"from_day": today()})
    if sent is not None and form.is_valid():
        number = {name: form.cleaned_data[name] for name in ("quantity", "from_day")}
        try:
            made = actions.make_pool(form.facts(), by=request.user, is_loss_meant=form.means_loss, **number)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            form.asks_loss = isinstance(refusal, SeatsShortError)
        else:
            messages.success(request, _("%(name)s is made.") % {"name": made.name})
            return redirect("access:pool", made.pk)
    context = _frame(None, _("New licence pool")) | {"form": form}
    return page(request, "access/pools/edit.html", context, status=200 if sent is None else 422)


def _frame(found: PoolRow | None, title: str) -> Context:
    address = reverse("access:pool", args=[found.pool.pk]) if found else reverse("access:pools")
    return {
        "title": title,
        "name": found.pool.name if found else "",
        "cancel_url": address,
        "breadcrumbs": trail((_("Licence pools"), "access:pools"), last=title),
    }


def change_pool(request: Request, pool_id: UUID) -> HttpResponse:
    """Put right what is said of a pool."""
    require(request.user, DEFINE)
    found = reads.find_pool(pool_id, on=today(), seen_by=request.user)
    words = {name: getattr(found.pool, name) for name in ("name", "on_full", "unit_cost")}
    initial = words | {"levels": [str(level) for level, _name in found.levels]}
    sent = request.POST if request.method == "POST" else None
    form = PoolForm(sent, things=Listed(reads.level_choices(on=today())), initial=initial)
    if sent is not None and form.is_valid():
        try:
            actions.change_pool(pool_id, form.facts(), by=request.user, is_loss_meant=form.means_loss)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            form.asks_loss = isinstance(refusal, SeatsShortError)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("access:pool", pool_id)
    context = _frame(found, _("Change the pool")) | {"form": form}
    return page(request, "access/pools/edit.html", context, status=200 if sent is None else 422)


def seats(request: Request, pool_id: UUID) -> HttpResponse:
    """Set the number of seats from a day on."""
    require(request.user, DEFINE)
    found = reads.find_pool(pool_id, on=today(), seen_by=request.user)
    initial = {"quantity": found.quantity, "from_day": today()}
    form = QuantityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.set_quantity(pool_id, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("access:pool", pool_id)
    context = _frame(found, _("Number of seats")) | {"form": form, "is_number": True}
    return page(request, "access/pools/edit.html", context, status=422 if form.is_bound else 200)


def share(request: Request, pool_id: UUID) -> HttpResponse:
    """Keep some of the seats for a unit."""
    require(request.user, DEFINE)
    found = reads.find_pool(pool_id, on=today(), seen_by=request.user)
    units = [(str(unit.pk), unit.name) for unit in organisation.open_units(on=today(), within=EVERYWHERE)]
    form = ShareForm(request.POST if request.method == "POST" else None, units=units, initial={"from_day": today()})
    if form.is_bound and form.is_valid():
        number = {name: form.cleaned_data[name] for name in ("quantity", "from_day")}
        try:
            actions.set_share(pool_id, UUID(form.cleaned_data["unit"]), by=request.user, **number)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("access:pool", pool_id)
    context = _frame(found, _("Share for a unit")) | {"form": form}
    return page(request, "access/pools/edit.html", context, status=422 if form.is_bound else 200)


@require_GET
def export(request: Request, pool_id: UUID, form: str) -> HttpResponse:
    """Give who sits and who waits in a pool today, as csv or xlsx."""
    found = reads.find_pool(pool_id, on=today(), seen_by=request.user)
    rows = reads.seats_of(pool_id, on=today(), seen_by=request.user)
    record_reads([row.person_id for row in rows], by=request.user, what="access.pool_export")
    table = _table(found.pool.name, rows)
    content = write_csv(table) if form == "csv" else write_xlsx([table])
    headers = {"Content-Disposition": f'attachment; filename="seats.{form}"'}
    return HttpResponse(content, content_type=CSV_TYPE if form == "csv" else XLSX_TYPE, headers=headers)


def _table(name: str, rows: Sequence[Sitting]) -> Table:
    header = [_("Name"), _("State"), _("Place in the queue"), _("Share of"), _("Wanted from"), _("Last day")]
    lines = [
        [
            row.name,
            _("Has a seat") if row.is_seated else _("Waiting"),
            row.place or None,
            row.payer,
            row.wanted_from,
            row.valid.last_day,
        ]
        for row in rows
    ]
    return Table(name, header, lines)
