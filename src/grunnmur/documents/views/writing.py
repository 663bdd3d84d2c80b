"""Writing in place: a text in Markdown, its preview, saving now and then, and what to do when two write at once."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.clock import now
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page, sentence_of, status_of
from grunnmur.core.ids import id_in
from grunnmur.core.tenancy import current_tenant
from grunnmur.documents import actions, queries
from grunnmur.documents.actions import NewPicture, Text
from grunnmur.documents.models import TextCopy
from grunnmur.documents.queries import ReadDocument
from grunnmur.documents.rules import LONGEST_SAID, TextMovedOnError, UnwantedPictureError
from grunnmur.documents.text import codes_in, text_hash, written
from grunnmur.documents.views.drafts import may_edit
from grunnmur.documents.views.shown import Context, draft_way
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.actions import start_version
from grunnmur.publishing.queries import Version

PLACE = re.compile("[0-9]{1,9}")
BEGINNING = "## {purpose}\n\n\n\n## {scope}\n\n\n\n## {how}\n\n"


@require_POST
def edit(request: Request, code: str) -> HttpResponse:
    """Go to a document's draft, which is begun if nothing is on its way; else to where it stands."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    version = publishing.open_version(read.item.pk) or start_version(read.item.pk, by=request.user)
    is_draft = version.state == Version.State.DRAFT
    return redirect("documents:draft" if is_draft else "publishing:version", version_id=version.pk)


def edit_draft(request: Request, version_id: UUID) -> HttpResponse:
    """Show the text of a draft to be written on, and save it."""
    read = queries.find_draft(version_id, seen_by=request.user)
    is_pictured = "add_picture" in request.POST or ("picture" in request.FILES and "preview" not in request.POST)
    if request.method == "POST" and is_pictured:
        return _add_picture(request, read)
    if request.method == "POST" and "preview" not in request.POST:
        return _save(request, read)
    if request.method == "POST":
        markdown, based_on = request.POST.get("markdown", ""), request.POST.get("based_on", "")
        return _editor(request, read, Sheet(markdown=markdown, based_on=based_on, is_previewed=True))
    copy = _copy_asked(request, read)
    markdown = copy.markdown if copy else read.row.markdown or _beginning()
    return _editor(request, read, Sheet(markdown=markdown, based_on=text_hash(read.row.markdown), copy=copy))


def _copy_asked(request: Request, read: ReadDocument) -> TextCopy | None:
    """Return the text that gave way which the address names, if it names one. Raises TextCopy.DoesNotExist."""
    asked = request.GET.get("copy")
    if not asked:
        return None
    copy_id = id_in(asked)
    if copy_id is None:
        raise TextCopy.DoesNotExist
    return queries.find_copy(read.row, copy_id)


def _beginning() -> str:
    return BEGINNING.format(purpose=_("Purpose"), scope=_("Who it is for"), how=_("How it is done"))


@require_POST
def preview(request: Request, version_id: UUID) -> HttpResponse:
    """Show a text as it would be read, without saving it."""
    read = queries.find_draft(version_id, seen_by=request.user)
    context = {"preview": _shown(request, read, request.POST.get("markdown", "")), "read": read}
    return page(request, "documents/editor.html", context, partial="shown")


def _save(request: Request, read: ReadDocument) -> HttpResponse:
    is_script = request.headers.get("Accept", "").startswith("application/json")
    text = _text_sent(request)
    try:
        actions.write_text(read.version.pk, text, by=request.user)
    except DomainError as error:
        if is_script:
            return JsonResponse({"sentence": _refusal(error)}, status=status_of(error))
        if isinstance(error, TextMovedOnError):
            return _conflict(request, read, text.markdown, str(error))
        sheet = Sheet(markdown=text.markdown, based_on=text.based_on, refusal=str(error))
        return _editor(request, read, sheet)
    if is_script:
        told = {"saved": _("Saved %(time)s") % {"time": f"{now().astimezone(current_tenant().zone):%H:%M}"}}
        saved = queries.find_draft(read.version.pk, seen_by=request.user)
        return JsonResponse(told | {"based_on": text_hash(saved.row.markdown)})
    messages.success(request, _("The text is saved in the draft."))
    return redirect("documents:draft", version_id=read.version.pk)


def _text_sent(request: Request) -> Text:
    sent = request.POST
    return Text(
        markdown=sent.get("markdown", ""), based_on=sent.get("based_on", ""), is_over=sent.get("is_over") == "yes"
    )


def _add_picture(request: Request, read: ReadDocument) -> HttpResponse:
    """Put a picture into the text where the writer was, save both, and let her write on."""
    text, file, said = _text_sent(request), request.FILES.get("picture"), request.POST.get("picture_said", "")
    place = request.POST.get("place", "")
    new = NewPicture(
        content=file.read() if file else b"",
        name=file.name or "" if file else "",
        said=said,
        place=int(place) if PLACE.fullmatch(place) else len(text.markdown),
    )
    try:
        if file is None:
            raise UnwantedPictureError(_("Choose a picture first."))
        actions.add_picture(read.version.pk, new, text, by=request.user)
    except TextMovedOnError as error:
        return _conflict(request, read, text.markdown, str(error))
    except DomainError as error:
        sheet = Sheet(markdown=text.markdown, based_on=text.based_on, picture_refusal=str(error), picture_said=said)
        return _editor(request, read, sheet)
    messages.success(request, _("The picture stands in the text, and the text is saved in the draft."))
    return redirect("documents:edit_draft", version_id=read.version.pk)


def _refusal(error: DomainError) -> str:
    if isinstance(error, TextMovedOnError):
        return _("Somebody else saved the text meanwhile. Save, and you see both; nothing is lost.")
    return sentence_of(error)


def _conflict(request: Request, read: ReadDocument, mine: str, sentence: str) -> HttpResponse:
    """Show both texts to somebody who saved after another had."""
    last = publishing.last_editor_of(read.version.pk)
    context = {
        "read": read,
        "sentence": sentence,
        "mine": mine,
        "theirs": read.row.markdown,
        "their_name": last.person.display_name if last else read.version.author,
        "based_on": text_hash(read.row.markdown),
        "edit_url": reverse("documents:edit_draft", args=[read.version.pk]),
        "breadcrumbs": _way(read),
    }
    return page(request, "documents/conflict.html", context, status=HTTPStatus.CONFLICT)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the editor shows: a text, the hash of the one it was begun on, and why it is not saved, if it is not.

    copy: the text that gave way which it is, if it is one. picture_refusal: why a picture was not taken, if it was not,
    and picture_said: what it was said to show.
    """

    markdown: str
    based_on: str
    is_previewed: bool = False
    copy: TextCopy | None = None
    refusal: str = ""
    picture_refusal: str = ""
    picture_said: str = ""


def _editor(request: Request, read: ReadDocument, sheet: Sheet) -> HttpResponse:
    context = {
        "read": read,
        "can_edit": may_edit(request, read),
        "sheet": sheet,
        "preview": _shown(request, read, sheet.markdown) if sheet.is_previewed else "",
        "codes": queries.codes_to_choose(seen_by=request.user),
        "longest_said": LONGEST_SAID,
        "preview_url": reverse("documents:preview", args=[read.version.pk]),
        "breadcrumbs": _way(read),
    }
    return page(request, "documents/editor.html", context, status=_status(sheet))


def _status(sheet: Sheet) -> HTTPStatus:
    if sheet.picture_refusal:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.CONFLICT if sheet.refusal else HTTPStatus.OK


def _shown(request: Request, read: ReadDocument, markdown: str) -> Any:  # Any: safe HTML
    targets = queries.targets_of({code for code, _anchor in codes_in(markdown)}, seen_by=request.user)
    pictures = queries.pictures_of(read.document.pk, markdown)
    urls = queries.picture_urls(read.item, read.version, pictures)
    return mark_safe(written(markdown, queries.shown(targets), pictures=urls).html)  # noqa: S308  # cleaned by nh3


def _way(read: ReadDocument) -> list[Context]:
    draft = {"label": _("The draft"), "url": reverse("documents:draft", args=[read.version.pk])}
    return draft_way(read, draft, {"label": _("Write")})
