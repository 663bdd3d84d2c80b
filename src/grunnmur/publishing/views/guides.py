"""The guides to the method: open to all who work here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, require
from grunnmur.publishing import actions, queries
from grunnmur.publishing.forms.guides import GuideNoteForm
from grunnmur.publishing.rules import RUN_FACTORY, Guide, all_guides
from grunnmur.publishing.views.shown import history_entries


@require_safe
def guides(request: Request) -> HttpResponse:
    """Show which guides there are."""
    rows = [
        {"title": guide.title, "url": reverse("publishing:guide", args=[guide.key]), "text": guide.lead}
        for guide in all_guides()
    ]
    way = [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, {"label": _("Method")}]
    return page(request, "publishing/guides.html", {"rows": rows, "breadcrumbs": way})


@require_safe
def guide(request: Request, guide: str) -> HttpResponse:
    """Show one guide whole, with its table of contents, and what the municipality says beside it."""
    found, notes = queries.find_guide(guide), queries.notes_of(guide)
    may_note = may(request.user, RUN_FACTORY)
    context = {
        "guide": found,
        "sections": [
            {
                "section": section,
                "note": notes.get(section.anchor, ""),
                "note_url": reverse("publishing:guide_note", args=[guide, section.anchor]) if may_note else "",
            }
            for section in queries.sections_of(guide, language=request.LANGUAGE_CODE)
        ],
        "breadcrumbs": _way(found),
    }
    return page(request, "publishing/guide.html", context)


def guide_note(request: Request, guide: str, section: str) -> HttpResponse:
    """Say beside a section how it is done here."""
    require(request.user, RUN_FACTORY)
    found = queries.find_guide(guide)
    told = queries.find_section(guide, section, language=request.LANGUAGE_CODE)
    note = queries.find_note(guide, section)
    form = GuideNoteForm(
        request.POST if request.method == "POST" else None, initial={"text": note.text if note else ""}
    )
    address = f"{reverse('publishing:guide', args=[guide])}#{section}"
    if request.method == "POST" and form.is_valid():
        actions.set_guide_note(guide, section, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("It is noted."))
        return redirect(address)
    context = {
        "section": told,
        "form": form,
        "back_url": address,
        "entries": history_entries(history_of(note)) if note else [],
        "breadcrumbs": [*_way(found, address), {"label": told.heading}],
    }
    return page(request, "publishing/guide_note.html", context, status=422 if form.errors else 200)


def _way(guide: Guide, url: str = "") -> list[dict[str, str]]:
    return [
        {"label": _("Flow factory"), "url": reverse("publishing:factory")},
        {"label": _("Method"), "url": reverse("publishing:guides")},
        {"label": str(guide.title), "url": url} if url else {"label": str(guide.title)},
    ]
