"""Which personal data of whom an information object holds: as pairs, or as two lists that all belong together."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.landscape.catalogue import DATA_CATEGORIES, SUBJECT_CATEGORIES
from grunnmur.landscape.imports.drafting import Draft, Item, Told, listed
from grunnmur.landscape.models import DataCategory, InformationContent, SubjectCategory

COLUMNS = ("element_id", "data_category", "subject_category")
Pair = tuple[str, str]
Codes = Mapping[str, str]
"""What is written, in small letters → our code."""


def said_of_contents(draft: Draft) -> dict[UUID, set[Pair]]:
    """Return the pairs that rows tell of; rows with a category that nobody knows are refused. Two statements."""
    items = [item for item in draft.items if item.type == "information" and not item.record.is_wrong]
    if not any(name in item.record.values for item in items for name in ("data_categories", "content")):
        return {}
    data, subjects = _codes_of_data(), _codes_of_subjects()
    said = {item.id: _said(draft, item, data, subjects) for item in items}
    return {pk: pairs for pk, pairs in said.items() if pairs is not None}


def _codes_of_data() -> Codes:
    codes = {word.casefold(): one.code for one in DATA_CATEGORIES.values() for word in (*one.label.values(), one.code)}
    own = DataCategory.objects.values_list("code", "label")
    return codes | {word.casefold(): code for code, label in own for word in (label, code)}


def _codes_of_subjects() -> Codes:
    known = SUBJECT_CATEGORIES.values()
    codes = {word.casefold(): one.code for one in known for word in (*one.label.values(), one.code)}
    own = SubjectCategory.objects.values_list("code", "label")
    return codes | {word.casefold(): code for code, label in own for word in (label, code)}


def _said(draft: Draft, item: Item, data: Codes, subjects: Codes) -> set[Pair] | None:
    """Return the pairs of one row; None where it says nothing of them."""
    values = item.record.values
    if "content" in values:
        parts = [part.partition(":")[::2] for part in listed(values["content"])]
        return {
            (_code(draft, item, "content", left, data), _code(draft, item, "content", right, subjects))
            for left, right in parts
        }
    if "data_categories" not in values:
        return None
    left = [_code(draft, item, "data_categories", part, data) for part in listed(values["data_categories"])]
    about = listed(values.get("subject_categories") or "")
    if left and not about:
        message = gettext_noop("It is not said whom the personal data are about.")
        how = gettext_noop("Fill in the categories of data subjects, with ; between.")
        draft.reading.refuse(item.record, message, at="subject_categories", how=how)
    right = [_code(draft, item, "subject_categories", part, subjects) for part in about]
    return {(category, subject) for category in left for subject in right}


def _code(draft: Draft, item: Item, column: str, text: str, codes: Codes) -> str:
    code = codes.get(text.strip().casefold())
    if code is None:
        message = gettext_noop("There is no category called “%(category)s”.")
        how = gettext_noop("Use a code of the catalogue, or add the category first.")
        draft.reading.refuse(item.record, message, at=column, how=how, category=text.strip())
    return code or ""


def plan_contents(draft: Draft, said: Mapping[UUID, set[Pair]]) -> None:
    """Add the lines about contents: what a row lists no longer is withdrawn. One statement."""
    stored: dict[UUID, dict[Pair, UUID]] = {}
    rows = InformationContent.objects.filter(element_id__in=said).order_by("pk") if said else ()
    for row in rows:
        stored.setdefault(row.element_id, {})[row.data_category, row.subject_category] = row.pk
    for item in draft.items:
        if item.record.is_wrong or item.id not in said:
            continue
        told = Told(
            table="contents", title=item.record.values["name"], record=item.record, is_shielded=item.is_shielded
        )
        known = stored.get(item.id, {})
        for pair in sorted(said[item.id] - known.keys()):
            told.add(draft, draft.new_id("contents", f"{item.id}:{pair}"), _columns(item.id, pair))
        for pair in sorted(known.keys() - said[item.id]):
            told.drop(draft, known[pair], _columns(item.id, pair))


def _columns(element_id: UUID, pair: Pair) -> dict[str, str]:
    return {"element_id": str(element_id), "data_category": pair[0], "subject_category": pair[1]}
