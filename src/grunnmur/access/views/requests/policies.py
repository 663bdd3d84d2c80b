"""Policies: who must say yes to what."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access.actions.requests import policies as actions
from grunnmur.access.forms.requests import PolicyForm
from grunnmur.access.models import PolicyStep
from grunnmur.access.queries import choices, key_names
from grunnmur.access.queries.requests.policies import find_policy, policy_list, steps_of, targets_of
from grunnmur.access.queries.requests.shown import step_label
from grunnmur.access.rules import DEFINE
from grunnmur.access.rules.requests import DECIDE_HIGH_KEY, DECIDE_LAST_KEY, StepFacts, default_steps
from grunnmur.access.views.shown import Context, trail
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require

RISKS = range(1, 5)


def policies(request: Request) -> HttpResponse:
    """Show all policies with their steps, and what counts where there is none."""
    rows = policy_list(seen_by=request.user)
    taken = {row.policy.risk for row in rows}
    keys = {step.key for row in rows for step in row.steps} | {DECIDE_HIGH_KEY}
    names = key_names(keys, seen_by=request.user)
    context: Context = {
        "rows": [(row, [step_label(_facts(step), names) for step in row.steps]) for row in rows],
        "defaults": [
            (risk, [step_label(step, names) for step in default_steps(risk)]) for risk in RISKS if risk not in taken
        ],
        "breadcrumbs": trail(last=_("Approval policies")),
    }
    return page(request, "access/requests/policies.html", context)


def _facts(step: PolicyStep) -> StepFacts:
    return StepFacts(who=step.who, key=step.key, mode=step.mode, needed=step.needed, days=step.days)


def new(request: Request) -> HttpResponse:
    """Ask for a policy and make it."""
    require(request.user, DEFINE)
    form = _form(request, steps=[StepFacts(who="leader")], initial={})
    return _edited(request, form, _("New policy"), None)


def change(request: Request, policy_id: UUID) -> HttpResponse:
    """Change a policy; what was sent before keeps the steps it was sent with."""
    found = find_policy(policy_id, seen_by=request.user)
    initial = {
        "name": found.name,
        "risk": found.risk or "",
        "uses": [str(target) for target in targets_of(policy_id)],
    }
    form = _form(request, steps=[_facts(step) for step in steps_of(policy_id)], initial=initial)
    return _edited(request, form, _("Change the policy"), policy_id)


def _form(request: Request, *, steps: Iterable[StepFacts], initial: Context) -> PolicyForm:
    roles, levels = choices.target_choices(request.user)
    named = {key: _("The role %(role)s") % {"role": label} for key, label in roles[1]} | dict(levels[1])
    names = key_names((DECIDE_HIGH_KEY, DECIDE_LAST_KEY), seen_by=request.user)
    return PolicyForm(
        request.POST if request.method == "POST" else None,
        sources={"uses": choices.Listed(named)},
        groups=[*names.items(), *choices.group_choices()],
        steps=steps,
        initial=initial,
        use_required_attribute=False,
    )


def _edited(request: Request, form: PolicyForm, title: str, policy_id: UUID | None) -> HttpResponse:
    """Save a valid form, or show it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_policy(form.facts(), by=request.user, policy_id=policy_id)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is saved."))
            return redirect("access:policies")
    context: Context = {
        "form": form,
        "title": title,
        "remove_url": reverse("access:remove_policy", args=[policy_id]) if policy_id else "",
        "breadcrumbs": trail((_("Approval policies"), "access:policies"), last=title),
    }
    return page(request, "access/requests/policy.html", context, status=422 if form.errors else 200)


def remove(request: Request, policy_id: UUID) -> HttpResponse:
    """Ask whether a policy shall go, and take it away."""
    found = find_policy(policy_id, seen_by=request.user)
    if request.method == "POST":
        actions.remove_policy(policy_id, by=request.user)
        messages.success(request, _("The policy is gone. What had it is decided by its risk."))
        return redirect("access:policies")
    context: Context = {
        "title": _("Remove the policy %(name)s?") % {"name": found.name},
        "text": _("What had it is decided by its risk from now on. Requests that were sent keep their steps."),
        "action_url": request.path,
        "cancel_url": reverse("access:change_policy", args=[policy_id]),
        "label": _("Remove the policy"),
        "color": "danger",
        "breadcrumbs": trail((_("Approval policies"), "access:policies"), last=_("Remove the policy")),
    }
    return page(request, "core/confirm.html", context)
