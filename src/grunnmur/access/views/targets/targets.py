"""The list of targets; connecting one, changing it, saying where permissions lie, trying it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.access import tasks
from grunnmur.access.actions.targets import connect, places
from grunnmur.access.actions.targets.guard import release_plan
from grunnmur.access.connectors import KINDS
from grunnmur.access.forms.targets import ADDRESSES, PlaceForm, TargetForm, initial_of
from grunnmur.access.models import Target
from grunnmur.access.queries.targets import lists
from grunnmur.access.queries.targets.left import may_see_left
from grunnmur.access.rules import RELEASE_PLAN, TARGETS, NameTakenError
from grunnmur.access.rules.targets import (
    NoReasonGivenError,
    NotATargetError,
    NotReadyError,
    SamePersonError,
    UnreachableError,
)
from grunnmur.access.views.shown import Context, trail
from grunnmur.access.views.targets.left import left_panel
from grunnmur.access.views.targets.shown import MODE_COLORS, fault_text, tabs
from grunnmur.core.clock import now
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.core.permissions import may, require

KIND_TEXTS = {
    "scim": _("Systems in the cloud, and newer ones here, that take accounts and groups by SCIM 2.0."),
    "ldap": _("OpenLDAP and its like: accounts, and members of groups."),
    "ad": _("Microsoft's directory: accounts without passwords, and members of groups."),
    "csv": _("A file with everybody in it, for door systems and old programs that fetch one."),
}


@require_safe
def targets(request: Request) -> HttpResponse:
    """List the systems that are kept in step."""
    found = list(lists.target_list(seen_by=request.user))
    drift = lists.drift_counts()
    context = {
        "rows": [(one, MODE_COLORS[one.mode], drift.get(one.pk, 0), fault_text(one.fault)) for one in found],
        "new_url": reverse("access:new_target") if may(request.user, TARGETS) else "",
        "left": left_panel(request) if may_see_left(request.user) else None,
        "breadcrumbs": trail(last=_("Targets")),
    }
    return page(request, "access/targets/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask which kind of system it is, then how it is reached."""
    require(request.user, TARGETS)
    kind = request.GET.get("kind", "")
    context: Context = {
        "title": _("Connect a system"),
        "cancel_url": reverse("access:targets"),
        "breadcrumbs": trail((_("Targets"), "access:targets"), last=_("Connect a system")),
    }
    if kind not in KINDS:
        labels = dict(Target.Kind.choices)
        choices = [{"title": labels[name], "text": KIND_TEXTS[name], "url": f"?kind={name}"} for name in KINDS]
        return page(request, "access/targets/kind.html", context | {"kinds": choices})
    form = TargetForm(request.POST or None, kind=kind, initial={"username_source": "work_email"})
    return _edited(request, form, context | {"eyebrow": dict(Target.Kind.choices)[kind]}, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, target_id: UUID) -> HttpResponse:
    """Ask what else is said of a target."""
    require(request.user, TARGETS)
    found = lists.find_target(target_id, seen_by=request.user)
    form = TargetForm(request.POST or None, kind=found.kind, initial=initial_of(found))
    context: Context = {
        "title": _("Change %(name)s") % {"name": found.name},
        "eyebrow": found.get_kind_display(),
        "cancel_url": reverse("access:target", args=[found.pk]),
        "breadcrumbs": trail((_("Targets"), "access:targets"), last=_("Change %(name)s") % {"name": found.name}),
    }
    return _edited(request, form, context, found)


def _edited(request: Request, form: TargetForm, context: Context, known: Target | None) -> HttpResponse:
    """Show the form; try the connection, or save, when that was asked for."""
    if request.method == "POST" and form.is_valid():
        try:
            if "test" in request.POST:
                context["tested"] = _tested(request, form, known)
            elif saved := _saved(request, form, known):
                return redirect("access:target", saved.pk)
        except NotATargetError as refusal:
            form.add_error(refusal.about if refusal.about in form.fields else None, str(refusal))
        except NameTakenError as refusal:
            form.add_error("name", str(refusal))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page(request, "access/targets/edit.html", context | {"form": form, "lead": _lead(form.kind)}, status=status)


def _lead(kind: str) -> str:
    """Say what one should know before filling in the form."""
    if KINDS[kind].needs_secret:
        return _("The secret itself is never written here: the operator keeps it outside the database.")
    return _("The file is written whole each time. The other program fetches it from the folder of dropped files.")


def _tested(request: Request, form: TargetForm, known: Target | None) -> Context:
    facts = form.facts()
    target = Target(
        pk=known.pk if known else None,
        kind=facts.kind,
        address=facts.address,
        secret_name=facts.secret_name,
        options=dict(facts.options),
    )
    try:
        connect.test_target(target, by=request.user)
    except UnreachableError as refusal:
        return {"text": str(refusal), "color": "danger"}
    return {"text": _("The system answers, and we may read it."), "color": "success"}


def _saved(request: Request, form: TargetForm, known: Target | None) -> Target:
    if known is None:
        saved = connect.connect_target(form.facts(), by=request.user)
        messages.success(request, _("It is connected. Say where permissions lie in it, then read it."))
        return saved
    saved = connect.change_target(known.pk, form.facts(), by=request.user)
    messages.success(request, _("Saved."))
    return saved


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: Request, target_id: UUID) -> HttpResponse:
    """Show one target; a POST says where one more permission lies."""
    found = lists.target_details(target_id, seen_by=request.user)
    form = None
    status = HTTPStatus.OK
    if may(request.user, TARGETS):
        permissions = lists.mappable_permissions(seen_by=request.user)
        form = PlaceForm(request.POST or None, kind=found.target.kind, permissions=permissions)
        if request.method == "POST" and form.is_valid():
            try:
                places.map_permission(target_id, form.place(), by=request.user)
                return redirect("access:target", target_id)
            except NotATargetError as refusal:
                form.add_error(None, str(refusal))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    elif request.method == "POST":
        require(request.user, TARGETS)
    return page(request, "access/targets/target.html", _shown(request, found, form), status=status)


def _shown(request: Request, found: lists.TargetDetails, form: PlaceForm | None) -> Context:
    one = found.target
    return {
        "target": one,
        "mode_color": MODE_COLORS[one.mode],
        "fault": fault_text(one.fault),
        "facts": _facts(found),
        "mappings": found.mappings,
        "hold": found.hold,
        "form": form,
        "modes": _modes(one) if form else [],
        "may_release": found.hold is not None and may(request.user, RELEASE_PLAN),
        "tabs": tabs(one, "target", counts=found.counts),
        "breadcrumbs": trail((_("Targets"), "access:targets"), last=one.name),
    }


def _facts(found: lists.TargetDetails) -> list[Context]:
    one, counts = found.target, found.counts
    retention = _("Never") if one.retention_days is None else str(one.retention_days)
    return [
        {"label": _("Kind"), "text": one.get_kind_display()},
        {"label": ADDRESSES[one.kind][0], "text": one.address},
        *([{"label": _("Name of the secret"), "text": one.secret_name}] if KINDS[one.kind].needs_secret else []),
        {"label": _("Accounts are called by"), "text": one.get_username_source_display()},
        {"label": _("Days until a closed account is deleted"), "text": retention},
        {"label": _("Accounts, open and closed"), "text": f"{counts['accounts']} / {counts['disabled']}"},
        {"label": _("Memberships"), "text": str(counts["members"])},
        {
            "label": _("On their way, failed, held back"),
            "text": f"{counts['open']} / {counts['failed']} / {counts['held']}",
        },
    ]


def _modes(one: Target) -> list[Context]:
    """Return what the mode can be changed to, with what that means."""
    texts = {
        "observed": (_("Only observe"), _("It is read each night. Nothing is sent.")),
        "dry_run": (_("Rehearse"), _("The plan shows what would be sent. Nothing is sent.")),
        "managed": (_("Manage"), _("What people shall have is sent as soon as it changes.")),
    }
    order = list(Target.Mode.values)
    reachable = [mode for mode in order if mode != one.mode and order.index(mode) <= order.index(one.mode) + 1]
    return [{"mode": mode, "label": texts[mode][0], "text": texts[mode][1]} for mode in reachable]


@require_POST
def unmap(request: Request, target_id: UUID) -> HttpResponse:
    """Let a permission lie in the target no more."""
    permission = id_in(request.POST.get("permission", ""))
    if permission is None:
        raise Http404
    places.unmap_permission(target_id, permission, by=request.user)
    messages.success(request, _("It lies there no more. Nothing was taken away."))
    return redirect("access:target", target_id)


@require_POST
def set_mode(request: Request, target_id: UUID) -> HttpResponse:
    """Trust a target more or less; one that is managed now is planned for at once."""
    try:
        found = connect.set_target_mode(target_id, request.POST.get("mode", ""), by=request.user)
    except NotReadyError as refusal:
        messages.error(request, str(refusal))
        return redirect("access:target", target_id)
    if found.mode == Target.Mode.MANAGED:
        tasks.plan_whole_target(target_id=str(found.pk))
    messages.success(request, _("The mode is now: %(mode)s.") % {"mode": found.get_mode_display()})
    return redirect("access:target", target_id)


@require_POST
def read(request: Request, target_id: UUID) -> HttpResponse:
    """Let a job read the target now."""
    require(request.user, TARGETS)
    tasks.observe_later(lists.find_target(target_id, seen_by=request.user).pk)
    messages.success(request, _("It is being read. Look again in a while."))
    return redirect("access:target", target_id)


@require_POST
def test(request: Request, target_id: UUID) -> HttpResponse:
    """Try whether the target can be reached and read."""
    found = lists.find_target(target_id, seen_by=request.user)
    try:
        connect.test_target(found, by=request.user)
    except UnreachableError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The system answers, and we may read it."))
    return redirect("access:target", target_id)


@require_POST
def release(request: Request, target_id: UUID) -> HttpResponse:
    """Let go what was held back."""
    try:
        release_plan(target_id, reason=request.POST.get("reason", ""), by=request.user, at=now())
    except (NoReasonGivenError, SamePersonError) as refusal:
        found = lists.target_details(target_id, seen_by=request.user)
        context = _shown(request, found, None) | {"reason_error": str(refusal)}
        return page(request, "access/targets/target.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    tasks.push_later(target_id)
    messages.success(request, _("What was held back is on its way."))
    return redirect("access:target", target_id)
