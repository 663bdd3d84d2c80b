"""Rules: the list, one rule, and making, changing and ending one; who gets and who loses is shown before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access import actions, queries
from grunnmur.access.forms import LastDayForm, ListForm, RuleForm
from grunnmur.access.forms.rules import initial_of
from grunnmur.access.models import Rule
from grunnmur.access.queries import choices
from grunnmur.access.queries.rule_facts import RulePreview, facts_of_rule, find_rule, preview_rule, rule_past
from grunnmur.access.queries.rule_reach import reached_by
from grunnmur.access.queries.rule_sentences import rule_list, sentence_of_facts, told_rules
from grunnmur.access.queries.sight import sight
from grunnmur.access.rules import RULES, RuleFacts
from grunnmur.access.views.shown import Context, entries, next_url, trail
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import history_of, record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.periods import day_after
from grunnmur.core.permissions import may, require

NAMES = 20  # of who gets and who loses, on one page
EXAMPLES: Mapping[str, Context] = {
    "permanent": {"anchor": "employment", "employment_kinds": ["permanent"]},
    "leaders": {"anchor": "leadership"},
    "function": {"anchor": "function"},
}


def rules(request: Request) -> HttpResponse:
    """Show all rules, each as a sentence with how many it reaches."""
    chosen = ListForm(request.GET).values()
    found, following = rule_list(chosen["q"], on=today(), seen_by=request.user, after=chosen["after"])
    context = {
        "rules": [(one, queries.days_text(one.valid), one.valid.is_over(today())) for one in found],
        "chosen": chosen,
        "next_url": next_url(chosen, following),
        "new_url": reverse("access:new_rule") if may(request.user, RULES) else "",
        "breadcrumbs": trail(last=_("Rules")),
    }
    return page(request, "access/rules.html", context, partial="rows")


def rule(request: Request, rule_id: UUID) -> HttpResponse:
    """Show one rule: its sentence, why it is there, how many it reaches and who they are, and what it was before."""
    found = find_rule(rule_id, seen_by=request.user)
    (told,) = told_rules([found], on=today(), seen_by=request.user)
    is_live = may(request.user, RULES) and not told.valid.is_over(today())
    names = queries.key_names({found.owner_key}, seen_by=request.user)
    people, following = reached_by(found, on=today(), seen_by=request.user, after=request.GET.get("after", ""))
    record_reads([one.person_id for one in people], by=request.user, what="access.rule_reach")
    before = told_rules(rule_past(found), on=today(), seen_by=request.user)
    context: Context = {
        "told": told,
        "people": people,
        "names_all": sight(request.user).is_everywhere,
        "next_url": next_url({}, following),
        "days": queries.days_text(told.valid),
        "facts": [
            {"label": _("Why"), "text": found.reason},
            {"label": _("Legal basis"), "text": found.legal_basis},
            {"label": _("Owner"), "text": names.get(found.owner_key, "")},
            {"label": _("Days"), "text": queries.days_text(told.valid)},
        ],
        "before": [(one, queries.days_text(one.valid)) for one in before],
        "entries": entries(history_of(found)),
        "change_url": reverse("access:change_rule", args=[found.pk]) if is_live else "",
        "end_url": reverse("access:end_rule", args=[found.pk]) if is_live else "",
        "breadcrumbs": trail((_("Rules"), "access:rules"), last=found.name),
    }
    return page(request, "access/rule.html", context)


def new(request: Request) -> HttpResponse:
    """Ask for a rule, show who gets and who loses, and make it."""
    require(request.user, RULES)
    example = EXAMPLES.get(request.GET.get("example", ""), {"anchor": "employment"})
    target = request.GET.get("target", "")
    form = _form(request, initial={"effect": "grant", "first_day": today(), "target": target, **example})
    is_open = request.method != "POST" and "example" not in request.GET and not target
    context: Context = {
        "title": _("New rule"),
        "examples": _examples() if is_open else [],
        "cancel_url": reverse("access:rules"),
        "breadcrumbs": trail((_("Rules"), "access:rules"), last=_("New rule")),
    }
    return _edited(request, form, context, None)


def change(request: Request, rule_id: UUID) -> HttpResponse:
    """Ask what the rule shall say from a day on, show who gets and who loses, and change it."""
    require(request.user, RULES)
    found = find_rule(rule_id, seen_by=request.user)
    known = facts_of_rule(found)
    first = max(known.valid.lower or today(), today())
    form = _form(request, initial=initial_of(known, first=first))
    form.fields["first_day"].label = _("The change counts from")
    context: Context = {
        "title": _("Change the rule"),
        "eyebrow": found.name,
        "is_change": True,
        "cancel_url": reverse("access:rule", args=[rule_id]),
        "breadcrumbs": trail((_("Rules"), "access:rules"), last=_("Change %(name)s") % {"name": found.name}),
    }
    return _edited(request, form, context, found)


def _form(request: Request, *, initial: Context) -> RuleForm:
    people = choices.Directory(request.user)
    units = choices.unit_source()
    names = ("units", "units_alone", "not_units", "not_units_alone")
    sources = {**dict.fromkeys(names, units), "positions": choices.position_source()}
    return RuleForm(
        request.POST if request.method == "POST" else None,
        sources={**sources, "persons": people, "not_persons": people},
        targets=choices.target_choices(request.user),
        functions=choices.function_choices(),
        groups=choices.group_choices(str(initial.get("owner_key", "")), seen_by=request.user),
        is_draft="save" not in request.POST,
        initial=initial,
    )


def _edited(request: Request, form: RuleForm, context: Context, known: Rule | None) -> HttpResponse:
    """Show the form with what saving it would do; save it when that was asked for."""
    context |= {"form": form, "here": request.get_full_path()}
    if request.method != "POST" or not form.is_valid():
        return page(request, "access/rule_edit.html", context, partial="editor", status=422 if form.errors else 200)
    first = form.from_day or today()
    keeps = facts_of_rule(known).valid.lower if known else first
    facts = form.facts(first=keeps)
    if "save" in request.POST:
        try:
            return _saved(request, facts, known, first, is_everyone_meant=form.cleaned_data["everyone"])
        except DomainError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    context |= _preview(request, facts, known, first)
    return page(request, "access/rule_edit.html", context, partial="editor", status=status)


def _saved(
    request: Request, facts: RuleFacts, known: Rule | None, first: date, *, is_everyone_meant: bool
) -> HttpResponse:
    if known is None:
        saved = actions.make_rule(facts, by=request.user, is_everyone_meant=is_everyone_meant)
    else:
        saved = actions.change_rule(
            known.pk, facts, from_day=first, by=request.user, is_everyone_meant=is_everyone_meant
        )
    messages.success(request, _("The rule %(rule)s is saved.") % {"rule": saved.name})
    return redirect("access:rule", rule_id=saved.pk)


def _preview(request: Request, facts: RuleFacts, known: Rule | None, first: date) -> Context:
    """Return the sentence, and who gets and who loses; nothing while there is nothing the rule is about."""
    if not (facts.role_id or facts.permission_id):
        return {}
    if known is not None:
        facts = replace(facts, name=facts.name or known.name)
    found = preview_rule(facts, instead_of=known, from_day=first if known else None, seen_by=request.user)
    return {
        "sentence": sentence_of_facts(facts),
        "asks_everyone": facts.selector.is_everyone,
        **shown_preview(request, found),
    }


def shown_preview(request: Request, found: RulePreview) -> Context:
    """Return a preview for the screen, a page of names at a time; the names that are shown are logged as read."""
    asked = request.POST.get("page", "1")
    most = max(len(found.gains), len(found.loses), 1)
    number = min(max(int(asked) if asked.isdecimal() else 1, 1), -(-most // NAMES))
    part = slice((number - 1) * NAMES, number * NAMES)
    record_reads(
        {row.person_id for row in (*found.gains[part], *found.loses[part])}, by=request.user, what="access.rule_preview"
    )
    return {
        "preview": found,
        "gains": [(row, queries.days_text(row.valid)) for row in found.gains[part]],
        "loses": [(row, queries.days_text(row.valid)) for row in found.loses[part]],
        "previous_page": number - 1,
        "next_page": number + 1 if number * NAMES < most else 0,
    }


def _examples() -> list[Context]:
    texts = {
        "permanent": _("Everyone with a permanent job"),
        "leaders": _("All who lead a unit"),
        "function": _("Everyone appointed to a function, such as health and safety"),
    }
    return [{"title": text, "url": f"{reverse('access:new_rule')}?example={name}"} for name, text in texts.items()]


def end(request: Request, rule_id: UUID) -> HttpResponse:
    """Ask for the rule's last day, show who loses what it gives, and end it when that was confirmed."""
    require(request.user, RULES)
    found = find_rule(rule_id, seen_by=request.user)
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    context: Context = {
        "form": form,
        "rule": found,
        "cancel_url": reverse("access:rule", args=[rule_id]),
        "breadcrumbs": trail((_("Rules"), "access:rules"), last=_("End %(name)s") % {"name": found.name}),
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "access/rule_end.html", context, status=422 if form.errors else 200)
    last_day: date = form.cleaned_data["last_day"]
    if "confirm" in request.POST:
        actions.end_rule(rule_id, last_day=last_day, by=request.user)
        messages.success(request, _("The rule %(rule)s is ended.") % {"rule": found.name})
        return redirect("access:rules")
    preview = preview_rule(None, instead_of=found, from_day=day_after(last_day), seen_by=request.user)
    shown = shown_preview(request, preview)
    return page(request, "access/rule_end.html", context | shown | {"last_day": last_day})
