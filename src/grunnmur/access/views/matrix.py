"""A role matrix, in and out: upload, plan, apply, result; and the matrix as it is, as a file.

The file travels in the plan's form, signed, so that nothing is kept before somebody says yes.
"""

import base64
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grunnmur.access import actions, queries
from grunnmur.access.forms import MatrixForm
from grunnmur.access.models import Resource
from grunnmur.access.queries.matrix import MatrixLine, MatrixPlan, additions_of, matrix_table
from grunnmur.access.queries.names import handing_choices
from grunnmur.access.rules import DEFINE, ROLES, BadMatrixError
from grunnmur.access.views.shown import Context, exports, trail
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

SALT = "access.matrix"
HOURS = 3600


@require_http_methods(["GET", "POST"])
def matrix(request: Request) -> HttpResponse:
    """Ask for a file, and show what importing it would do."""
    require(request.user, DEFINE)
    require(request.user, ROLES)
    form = MatrixForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            plan = queries.plan_role_matrix(content, file.name)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            additions = {"additions": additions_of(plan, seen_by=request.user)}
            shown = _plan_context(plan, _sealed(content, file.name)) | additions
            return page(request, "access/matrix_plan.html", shown)
    context = {
        "form": form,
        "exports": exports("access:matrix_export", {}),
        "breadcrumbs": trail((_("Roles"), "access:roles"), last=_("Role matrix")),
    }
    return page(request, "access/matrix.html", context, status=422 if form.is_bound else 200)


def _sealed(content: bytes, name: str) -> str:
    return signing.dumps([name, base64.b85encode(content).decode()], salt=SALT, compress=True)


def _unsealed(text: str) -> tuple[bytes, str]:
    """Return the file and its name. Raises BadSignature for what was changed on the way or is a day old."""
    name, content = signing.loads(text, salt=SALT, max_age=24 * HOURS)
    return base64.b85decode(content), name


def _plan_context(plan: MatrixPlan, sealed: str) -> Context:
    first: dict[str, int] = {}
    for line in plan.lines:
        first.setdefault(line.key[0], line.number)
    present = {line.kind for line in plan.lines}
    return {
        "plan": plan,
        "lines": [_line(line, plan, asks=first[line.key[0]] == line.number) for line in plan.lines],
        "kinds": Resource.Kind.choices,
        "hands": [(f"hands-{kind}", label) for kind, label in Resource.Kind.choices if kind in present],
        "groups": handing_choices(),
        "sealed": sealed,
        "breadcrumbs": trail(
            (_("Roles"), "access:roles"), (_("Role matrix"), "access:matrix"), last=_("What the file would do")
        ),
    }


def _line(line: MatrixLine, plan: MatrixPlan, *, asks: bool) -> Context:
    """Return one row of the plan; its kind is asked for where its resource stands first."""
    return {
        "line": line,
        "field": f"kind-{line.number}" if asks else "",
        "marks": [("new" if role in line.new_roles else "known") if role in line.roles else "" for role in plan.roles],
    }


@require_POST
def apply(request: Request) -> HttpResponse:
    """Make what the plan said, with the kinds and groups that were chosen."""
    try:
        content, name = _unsealed(request.POST.get("file", ""))
    except signing.BadSignature as error:
        raise BadMatrixError(_("The plan is too old, or was changed on the way. Upload the file again.")) from error
    plan = queries.plan_role_matrix(content, name)
    roles = actions.import_role_matrix(plan, by=request.user, kinds=_kinds(request, plan), fulfil_keys=_hands(request))
    context = {
        "plan": plan,
        "roles": [(role, reverse("access:activate_role", args=[role.pk])) for role in roles],
        "breadcrumbs": trail((_("Roles"), "access:roles"), (_("Role matrix"), "access:matrix"), last=_("Imported")),
    }
    return page(request, "access/matrix_result.html", context)


def _kinds(request: Request, plan: MatrixPlan) -> dict[str, str]:
    asked = {line.key[0]: request.POST.get(f"kind-{line.number}", "") for line in reversed(plan.lines)}
    return {resource: kind for resource, kind in asked.items() if kind in Resource.Kind.values}


def _hands(request: Request) -> dict[str, str]:
    """Return who hands out each kind, where somebody was chosen."""
    known = {key for key, _name in handing_choices()}
    chosen: dict[str, Any] = {kind: request.POST.get(f"hands-{kind}", "") for kind in Resource.Kind.values}
    return {kind: key for kind, key in chosen.items() if key in known}


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give the role matrix as it is, as csv or xlsx; importing it again changes nothing."""
    table = matrix_table(seen_by=request.user)
    content, media_type = (write_xlsx([table]), XLSX_TYPE) if form == "xlsx" else (write_csv(table), CSV_TYPE)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="role-matrix.{form}"'},
    )
