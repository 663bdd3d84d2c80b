"""Start from what is: where it stands, the proposals, one of them with names, and taking over the rest."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grunnmur.access.actions.mining import accepting as actions
from grunnmur.access.actions.mining.observing import observe_groups
from grunnmur.access.forms.mining import LEAST_SHARE, MOST_SHARE, AcceptForm, SettingsForm
from grunnmur.access.mining import Membership, Mined, Settings
from grunnmur.access.queries.mining.observed import group_sources, sources
from grunnmur.access.queries.mining.proposals import (
    find_proposal,
    group_words,
    level_names,
    mine,
    proposals,
)
from grunnmur.access.views.mining.imports import HOME, way
from grunnmur.access.views.shown import Context
from grunnmur.core.errors import DomainError
from grunnmur.core.formats import number, percent
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.organisation import queries as organisation

MOST_NAMES = 60
LISTED = "access:mining:proposals"


@require_GET
def home(request: Request) -> HttpResponse:
    """Show the sources, what waits to be matched, and the way on."""
    found = sources(seen_by=request.user)
    context: Context = {
        "sources": found,
        "people_waiting": sum(one.people_waiting for one in found),
        "things_waiting": sum(one.things_waiting for one in found),
        "clients": group_sources(seen_by=request.user),
        "breadcrumbs": way(),
    }
    return page(request, "access/mining/home.html", context)


@require_POST
def observe_client(request: Request, client_id: UUID) -> HttpResponse:
    """Take in what the groups of a connected system tell."""
    count = observe_groups(client_id, by=request.user)
    text = ngettext("%(count)d membership is taken in.", "%(count)d memberships are taken in.", count)
    messages.success(request, text % {"count": count})
    return redirect(HOME)


@require_GET
def listed(request: Request) -> HttpResponse:
    """Show all proposals with their figures."""
    settings = SettingsForm(request.GET).settings()
    answer = proposals(settings, seen_by=request.user)
    left_out = group_words(sorted(settings.left_out))
    context: Context = {
        **_figures(answer.mined),
        "rows": [(one, _one_url(one.key, settings), _left_out_url(settings, one.key)) for one in answer.shown],
        "settings": settings,
        "chips": [
            {"label": words, "url": f"?{_query(settings, without=settings.left_out - {key})}"}
            for key, words in left_out.items()
        ],
        "least_share": LEAST_SHARE,
        "most_share": MOST_SHARE,
        "accept_all_url": f"{reverse('access:mining:accept_all')}?{_query(settings)}",
        "rest_url": f"{reverse('access:mining:rest')}?{_query(settings)}",
        "breadcrumbs": way(_("Proposals")),
    }
    return page(request, "access/mining/proposals.html", context)


def _figures(mined: Mined) -> Context:
    return {
        "observed": number(mined.observed),
        "covered": percent(mined.covered / mined.observed) if mined.observed else "",
        "newly": number(sum(len(one.newly) for one in mined.proposals)),
        "exceptions": number(len(mined.exceptions)),
        "given": number(mined.given),
        "has_observed": mined.observed > 0,
        "has_rest": bool(mined.exceptions),
    }


def _query(settings: Settings, *, without: frozenset[str] | None = None, **more: str) -> str:
    left_out = settings.left_out if without is None else without
    pairs = [("share", str(settings.share)), *(("without", one) for one in sorted(left_out)), *more.items()]
    return urlencode(pairs)


def _one_url(key: str, settings: Settings) -> str:
    return f"{reverse('access:mining:proposal')}?{_query(settings, group=key)}"


def _left_out_url(settings: Settings, key: str) -> str:
    return f"?{_query(settings, without=settings.left_out | {key})}"


@require_http_methods(["GET", "POST"])
def one(request: Request) -> HttpResponse:
    """Show one proposal with who would newly get what; make its draft role and rule when that was said yes to."""
    settings, key = SettingsForm(request.GET).settings(), request.GET.get("group", "")
    shown = find_proposal(key, settings, seen_by=request.user)
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"name": shown.name})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.accept_proposal(key, settings, by=request.user, role_name=form.cleaned_data["name"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            text = _("The role %(role)s is a draft, and its rule is made. Activate the role when you are ready.")
            messages.success(request, text % {"role": done.role.name})
            return redirect("access:role", role_id=done.role.pk)
    context: Context = {
        "shown": shown,
        "form": form,
        **_named(request, shown.proposal.newly, "newly"),
        "covers": number(len(shown.proposal.covers)),
        "people": number(len(shown.proposal.members)),
        "back_url": f"{reverse(LISTED)}?{_query(settings)}",
        "breadcrumbs": [
            *way(_("Proposals"))[:1],
            {"label": _("Proposals"), "url": reverse(LISTED)},
            {"label": shown.who},
        ],
    }
    return page(request, "access/mining/proposal.html", context, status=422 if form.errors else 200)


def _named(request: Request, memberships: Sequence[Membership], name: str) -> Context:
    """Return memberships by person, as many persons as a page holds; who is named is logged as read."""
    by_person: dict[str, list[str]] = {}
    for person, permission in memberships:
        by_person.setdefault(person, []).append(permission)
    names = organisation.names_of({UUID(person) for person in by_person}, seen_by=request.user)
    levels = level_names({UUID(permission) for _person, permission in memberships})
    known = sorted((names[UUID(person)], person) for person in by_person if UUID(person) in names)
    shown = known[:MOST_NAMES]
    record_reads({UUID(person) for _name, person in shown}, by=request.user, what="access.mining")
    rows = [(label, ", ".join(sorted(levels[each] for each in by_person[person]))) for label, person in shown]
    more = len(known) - len(shown)
    return {
        f"{name}_rows": rows,
        f"{name}_count": number(len(memberships)),
        f"{name}_more": number(more) if more else "",
    }


@require_http_methods(["GET", "POST"])
def accept_all(request: Request) -> HttpResponse:
    """Show what accepting every proposal would do, and do it when that was said yes to."""
    settings = SettingsForm(request.GET).settings()
    if request.method == "POST":
        done = actions.accept_all(settings, by=request.user)
        text = ngettext(
            "%(count)d draft role and its rule are made. Nobody has got anything yet.",
            "%(count)d draft roles and their rules are made. Nobody has got anything yet.",
            len(done),
        )
        messages.success(request, text % {"count": len(done)})
        return redirect("access:roles")
    answer = proposals(settings, seen_by=request.user)
    newly = [each for shown in answer.shown for each in shown.proposal.newly]
    context: Context = {
        "rows": answer.shown,
        **_figures(answer.mined),
        **_named(request, newly, "newly"),
        "back_url": f"{reverse(LISTED)}?{_query(settings)}",
        "breadcrumbs": way(_("Accept all")),
    }
    return page(request, "access/mining/accept_all.html", context)


@require_http_methods(["GET", "POST"])
def rest(request: Request) -> HttpResponse:
    """Show who has what no rule accounts for, and take it over person by person when that was said yes to."""
    settings = SettingsForm(request.GET).settings()
    if request.method == "POST":
        done = actions.take_over_rest(settings, by=request.user)
        text = ngettext(
            "%(count)d access is taken over. Somebody is asked to look at it again in six months.",
            "%(count)d accesses are taken over. Somebody is asked to look at them again in six months.",
            len(done.grants),
        )
        messages.success(request, text % {"count": len(done.grants)})
        return redirect(HOME)
    mined = mine(settings, seen_by=request.user)
    context: Context = {
        **_figures(mined),
        **_named(request, mined.exceptions, "rest"),
        "back_url": f"{reverse(LISTED)}?{_query(settings)}",
        "breadcrumbs": way(_("Take over the rest")),
    }
    return page(request, "access/mining/rest.html", context)
