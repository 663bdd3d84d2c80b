"""After a file was written: relations settle, elements are found by their new names, and other domains hear of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from grunnmur.core.events import publish
from grunnmur.core.models import ImportLine
from grunnmur.landscape.actions.claims import settle
from grunnmur.landscape.actions.searching import index_elements
from grunnmur.landscape.events import (
    ElementsChanged,
    ElementsRegistered,
    InformationContentChanged,
    SystemFactChanged,
)
from grunnmur.landscape.models import DETAIL_MODELS, Element, Relation, RelationClaim, SystemFact

UNHEARD = "identities"  # what a source calls things is nobody else's matter
Lines = Mapping[str, Sequence[ImportLine]]


def after_apply(run_id: UUID) -> None:
    """Tell of all that the lines of a run wrote. The same statements for any number of lines, but for events."""
    lines: dict[str, list[ImportLine]] = defaultdict(list)
    rows = ImportLine.objects.filter(run=run_id).exclude(table=UNHEARD).order_by("number")
    for line in rows.only("table", "subject_id", "before", "after").iterator(5_000):
        lines[line.table].append(line)
    _settle_relations(lines)
    _tell_of_elements(lines)
    _tell_of_contents(lines)
    _tell_of_facts(lines)


def _settle_relations(lines: Lines) -> None:
    """Make relations as strong as their claims now say, and end those that nobody claims any more."""
    claims = lines.get("claims", ())
    rows = RelationClaim.objects.filter(pk__in=[line.subject_id for line in claims])
    ids = set(rows.values_list("relation", flat=True)) | {line.subject_id for line in lines.get("relations", ())}
    has_ended = any(line.after and line.after.get("ended_at") for line in claims)
    settle(Relation.objects.in_bulk(list(ids)), source=RelationClaim.Source.IMPORT, has_ended=has_ended)


def _tell_of_elements(lines: Lines) -> None:
    new = {line.subject_id for line in lines.get("elements", ()) if line.before is None}
    fields = _changed_fields(lines, besides=new)
    types = dict(Element.objects.filter(pk__in=[*new, *fields]).values_list("pk", "type"))
    index_elements(list(types))
    for element_type in sorted(set(types.values())):
        of_type = {pk for pk, kind in types.items() if kind == element_type}
        if registered := frozenset(of_type & new):
            publish(ElementsRegistered(element_type, registered))
        if changed := frozenset(of_type - new):
            columns = frozenset().union(*(fields[pk] for pk in changed))
            publish(ElementsChanged(element_type, changed, columns))


def _changed_fields(lines: Lines, *, besides: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """Return the columns that were set of elements that were there before, details among them, by element."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for line in lines.get("elements", ()):
        if line.before is not None:
            found[line.subject_id] |= set(line.after or ())
    for element_type, model in DETAIL_MODELS.items():
        of_type = lines.get(element_type, ())
        rows = model.objects.filter(pk__in=[line.subject_id for line in of_type])
        owners = dict(rows.values_list("pk", "element_id"))
        for line in of_type:
            found[owners[line.subject_id]] |= set(line.after or ()) - {"element_id"}
    return {pk: columns for pk, columns in found.items() if pk not in besides}


def _tell_of_contents(lines: Lines) -> None:
    changed = {UUID((line.after or line.before or {})["element_id"]) for line in lines.get("contents", ())}
    for element_id in sorted(changed):
        publish(InformationContentChanged(element_id))


def _tell_of_facts(lines: Lines) -> None:
    answers = SystemFact.objects.filter(pk__in=[line.subject_id for line in lines.get("facts", ())])
    for element_id, key in answers.order_by("element_id", "key").values_list("element_id", "key").distinct():
        publish(SystemFactChanged(element_id, key))
