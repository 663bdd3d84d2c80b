"""What the flow factory asks of a document: what changed, whom it concerns, and what is right and wrong with it."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from grunnmur.core import formats
from grunnmur.core.links import Ref
from grunnmur.core.permissions import System
from grunnmur.documents.models import DocumentLink, DocumentVersion, FileText
from grunnmur.documents.queries.pictures import pictures_of
from grunnmur.documents.queries.reading import Source, pieces_in, text_of_file
from grunnmur.documents.queries.targets import targets_of
from grunnmur.documents.rules import MOST_WORDS, step_readers
from grunnmur.documents.text import addresses_in, codes_in, headings_of, pictures_in, words_in
from grunnmur.documents.text.compare import Passage, amount, compare
from grunnmur.organisation.queries import key_names
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import LEADERS, Change, GateResult, Keys, Level, Reference

MUCH = 0.05  # of the words: from here on those whom it concerns should read again
GRUNNMUR = System("Grunnmur")


def draft_url(version_id: UUID) -> str:
    """Return where a version that is not valid is looked at."""
    return reverse("documents:draft", args=[version_id])


def changes(older: UUID | None, newer: UUID) -> Sequence[Change]:
    """Return what a version changes, as sentences in the reader's language. Six statements at most."""
    row = DocumentVersion.objects.select_related("file").get(version_id=newer)
    if older is None:
        count = len(words_in(pieces_in(row, text_of_file(row))))
        told = ngettext("The first version, with %(count)d word.", "The first version, with %(count)d words.", count)
        return [Change(sentence=told % {"count": count}, is_significant=True)]
    before = DocumentVersion.objects.select_related("file").get(version_id=older)
    return [*_moved(before, row), *_basis(before, row), *_addresses(before, row), *_text(before, row)]


def _moved(before: DocumentVersion, row: DocumentVersion) -> Iterator[Change]:
    """Yield what changed in where the text lies."""
    if before.source != row.source:
        told = _("Now: %(source)s. Before: %(before)s.")
        words = {"source": row.get_source_display().lower(), "before": before.get_source_display().lower()}
        yield Change(sentence=told % words, is_significant=True)
    elif row.source == Source.EXTERNAL and _pointer(before) != _pointer(row):
        told = _("It points to %(place)s, no longer to %(before)s.")
        words = {"place": ", ".join(filter(None, _pointer(row))), "before": ", ".join(filter(None, _pointer(before)))}
        yield Change(sentence=told % words, is_significant=False, is_small=True)


def _pointer(row: DocumentVersion) -> tuple[str, str, str]:
    return row.external_system, row.external_reference, row.external_url


def _basis(before: DocumentVersion, row: DocumentVersion) -> Iterator[Change]:
    old, new = (
        list(
            DocumentLink.objects.filter(document_version=one, use=DocumentLink.Use.BASIS)
            .order_by("ordinal")
            .values_list("text", flat=True)
        )
        for one in (before, row)
    )
    for text in new:
        if text not in old:
            yield Change(sentence=_("Legal basis: “%(law)s” is new.") % {"law": text}, is_significant=True)
    for text in old:
        if text not in new:
            yield Change(sentence=_("Legal basis: “%(law)s” is gone.") % {"law": text}, is_significant=True)


def _addresses(before: DocumentVersion, row: DocumentVersion) -> Iterator[Change]:
    """Yield the links to the web that went and came: the words they lie on may be the same."""
    old, new = (dict(addresses_in(one.markdown)) for one in (before, row))
    for url, words in old.items():
        if url not in new:
            told = _("The link “%(words)s” to %(url)s is gone.") % {"words": words, "url": url}
            yield Change(sentence=told, is_significant=False, is_small=True)
    for url, words in new.items():
        if url not in old:
            told = _("The link “%(words)s” to %(url)s is new.") % {"words": words, "url": url}
            yield Change(sentence=told, is_significant=False, is_small=True)


def _text(before: DocumentVersion, row: DocumentVersion) -> Iterator[Change]:
    old, new = (pieces_in(one, text_of_file(one)) for one in (before, row))
    if Source.FILE in {before.source, row.source} and before.file_id != row.file_id and not (old and new):
        yield Change(sentence=_("The file was replaced. What it says cannot be compared."), is_significant=True)
        return
    if len(words_in(old)) + len(words_in(new)) > MOST_WORDS:
        yield Change(sentence=_("The text is too long to be compared here."), is_significant=True)
        return
    passages = compare(old, new)
    headings = [change for passage in passages if (change := _heading(passage))]
    yield from headings
    yield from _pictures(passages)
    found = amount(passages)
    if found.changed:
        share = {"count": found.changed, "percent": formats.number(max(1, round(100 * found.share)))}
        told = ngettext(
            "%(count)d word is another, %(percent)s %% of the text.",
            "%(count)d words are others, %(percent)s %% of the text.",
            found.changed,
        )
        is_much = found.share > MUCH
        yield Change(sentence=told % share, is_significant=is_much, is_small=not is_much and not headings)


def _pictures(passages: Sequence[Passage]) -> Iterator[Change]:
    """Yield which pictures are new, were replaced by others that show the same in words, or are gone."""
    told = {
        "added": _("The picture “%(said)s” is new."),
        "removed": _("The picture “%(said)s” is gone."),
        "replaced": _("The picture “%(said)s” was replaced by another."),
    }
    found: dict[str, set[str]] = {}
    for passage in passages:
        if passage.piece.kind == "picture" and passage.kind in told:
            found.setdefault(passage.piece.text, set()).add(passage.kind)
    for said, kinds in found.items():
        what = "replaced" if len(kinds) > 1 else next(iter(kinds))
        yield Change(sentence=told[what] % {"said": said}, is_significant=True)


def _heading(passage: Passage) -> Change | None:
    """Return what happened to a heading, if it is one and something did."""
    if passage.piece.kind != "heading" or passage.kind == "same":
        return None
    words = {
        "title": passage.newer.text if passage.newer else "",
        "before": passage.older.text if passage.older else "",
    }
    sentences = {
        "added": _("The section “%(title)s” is new."),
        "removed": _("The section “%(before)s” is gone."),
        "changed": _("The section “%(before)s” is called “%(title)s” now."),
    }
    return Change(sentence=sentences[passage.kind] % words, is_significant=True)


def audience(older: UUID | None, newer: UUID) -> Keys:  # noqa: ARG001  # the whole document is one thing to read
    """Return whom a version concerns: those it names as its readers and, if it follows steps, those who work by it."""
    document = DocumentVersion.objects.select_related("document").get(version_id=newer).document
    names = key_names(set(document.reading_keys))
    found = {key: [names.get(key) or _word_for(key)] for key in document.reading_keys}
    if document.follow_steps:
        for key, roles in step_readers(document.item_id).items():
            found.setdefault(key, []).extend(roles)
    return found


def _word_for(key: str) -> str:
    return _("Leaders") if key == LEADERS else _("Reader")


def parts(version_id: UUID) -> Sequence[tuple[str, str]]:
    """Return the headings by anchor, in reading order."""
    row = DocumentVersion.objects.get(version_id=version_id)
    return [(heading.anchor, heading.title) for heading in headings_of(pieces_in(row, text_of_file(row)))]


RIGHT = gettext_noop("The text can be read and searched, its links lead somewhere, and its legal basis is stated.")
NO_TYPE = gettext_noop("Nobody said which type of document it is.")
NO_BASIS = gettext_noop("Say which law or rule it stands on, or that there is none.")
NOTHING = gettext_noop("There is no text in it yet.")
NO_PLACE = gettext_noop("Say where the text lies: an address, or a reference in the other system.")
BROKEN = gettext_noop("“%(code)s” leads nowhere: nothing that is valid has this code.")
NO_PICTURE = gettext_noop("Picture %(number)s in the text is not there: it was never put into this document.")
NO_WORDS = gettext_noop("Say in words what picture %(number)s in the text shows, for those who do not see it.")
WAITING = gettext_noop("The file is still being read. Look again in a minute.")
NO_TEXT = gettext_noop("No text was found in the file: search finds it by its title only.")


def gates(version_id: UUID) -> Sequence[GateResult]:
    """Return what is right and wrong with a version. Eight statements at most."""
    row = DocumentVersion.objects.select_related("document__item__document_type", "file").get(version_id=version_id)
    found = [*_type(row), *_holds(row), *_stands_on(row), *_leads(row), *_shows(row)]
    return found or [GateResult(key="document", level=Level.OK, message=RIGHT)]


def _type(row: DocumentVersion) -> Iterator[GateResult]:
    item = row.document.item
    if item.document_type is None:
        address = reverse("publishing:versions", args=[item.code])
        yield GateResult(key="document_type", level=Level.ERROR, message=NO_TYPE, mend_url=address)


def _holds(row: DocumentVersion) -> Iterator[GateResult]:
    address = draft_url(row.version_id)
    if row.source == Source.WRITTEN and not row.markdown.strip():
        yield GateResult(key="document_text", level=Level.ERROR, message=NOTHING, mend_url=address)
    if row.source == Source.EXTERNAL and not (row.external_url or row.external_reference):
        yield GateResult(key="document_place", level=Level.ERROR, message=NO_PLACE, mend_url=address)
    if row.source == Source.FILE:
        text = text_of_file(row)
        if text is None or text.state == FileText.State.WAITING:
            yield GateResult(key="document_text", level=Level.WARNING, message=WAITING, mend_url=address)
        elif not text.pieces:
            yield GateResult(key="document_text", level=Level.WARNING, message=text.error or NO_TEXT, mend_url=address)


def _stands_on(row: DocumentVersion) -> Iterator[GateResult]:
    basis = DocumentLink.objects.filter(document_version=row, use=DocumentLink.Use.BASIS)
    if not row.has_no_basis and not basis.exists():
        address = reverse("documents:facts", args=[row.version_id])
        yield GateResult(key="legal_basis", level=Level.ERROR, message=NO_BASIS, mend_url=address)


def _leads(row: DocumentVersion) -> Iterator[GateResult]:
    led = DocumentLink.objects.filter(document_version=row, target_id__isnull=False).values_list("text", flat=True)
    known_once = {code for text in led for code, _anchor in codes_in(text)}  # publishing looks after these
    named = codes_in(row.markdown) if row.markdown else []
    known = targets_of({code for code, _anchor in named} - known_once, seen_by=GRUNNMUR)
    for code, anchor in named:
        if code not in known and code not in known_once:
            yield GateResult(
                key="document_link",
                level=Level.ERROR,
                message=BROKEN,
                params={"code": f"[[{code}]]"},
                anchor=f"{anchor}:{code}",
                mend_url=draft_url(row.version_id),
            )


def _shows(row: DocumentVersion) -> Iterator[GateResult]:
    """Yield pictures of the text that are not there, and those that nobody said in words."""
    known = pictures_of(row.document_id, row.markdown)
    for number, picture in enumerate(pictures_in(row.markdown), start=1):
        message = NO_PICTURE if picture.id not in known else "" if picture.said else NO_WORDS
        if message:
            yield GateResult(
                key="document_picture",
                level=Level.ERROR,
                message=message,
                params={"number": number},
                anchor=f"picture:{number}",
                mend_url=draft_url(row.version_id),
            )


def references(version_id: UUID) -> Sequence[Reference]:
    """Return what a version leads to, in its text and in its legal basis. One statement."""
    rows = DocumentLink.objects.filter(document_version__version_id=version_id, target_id__isnull=False)
    address = draft_url(version_id)
    return [
        Reference(ref=Ref(row.target_kind, row.target_id), label=row.text, anchor=row.anchor, mend_url=address)
        for row in rows.order_by("use", "ordinal")
        if row.target_id
    ]


def linked_from(ref: Ref) -> Collection[UUID]:
    """Return the items of the documents whose valid version leads to a thing. One statement."""
    rows = DocumentLink.objects.filter(
        target_kind=ref.kind, target_id=ref.id, document_version__version__state=Version.State.CURRENT
    )
    return set(rows.values_list("document_version__document__item_id", flat=True))
