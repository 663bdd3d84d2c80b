"""A model as a document to read and print: one table for each type, one for the relations, and figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.documents_out import Block, Document, Heading, Table, Text
from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.exchange.model import Element, Id, Model
from grunnmur.landscape.models import Element as Row
from grunnmur.landscape.models import Strength
from grunnmur.landscape.queries.figures import figures_of
from grunnmur.landscape.rules import kind_label, type_names
from grunnmur.landscape.rules.grades import grade_name


def document_of(model: Model, *, language: str) -> Document:
    """Return the map as a document in the language of this thread. language: its code, for the document itself."""
    by_type: defaultdict[str, list[Element]] = defaultdict(list)
    for element in model.elements:
        by_type[element.type].append(element)
    blocks: list[Block] = []
    for element_type, elements in sorted(by_type.items(), key=lambda one: type_names(one[0]).casefold()):
        blocks += _of_type(element_type, elements)
    if model.relations:
        blocks += _relations(model)
        blocks += figures_of(model)
    return Document(
        title=_("The map of %(municipality)s") % {"municipality": model.name},
        language=language,
        blocks=blocks or [Text(_("There is nothing on the map that this file may hold."))],
        under_title=[_told(model), formats.day(today())],
        is_landscape=True,
    )


def _told(model: Model) -> str:
    elements = ngettext("%(number)s element", "%(number)s elements", len(model.elements))
    relations = ngettext("%(number)s relation", "%(number)s relations", len(model.relations))
    return ", ".join(
        text % {"number": formats.number(len(all_of))}
        for text, all_of in ((elements, model.elements), (relations, model.relations))
    )


def _of_type(element_type: str, elements: list[Element]) -> Iterator[Block]:
    name = type_names(element_type)
    rows = sorted(elements, key=lambda one: one.name.casefold())
    yield Heading(name)
    if not any(one.lifecycle for one in rows):  # a profile without owners and grades
        yield Table(caption=name, header=[_("Name"), _("Summary")], rows=[[one.name, one.summary] for one in rows])
        return
    yield Table(
        caption=name,
        header=[_("Name"), _("Code"), _("Owner"), _("Lifecycle"), _("Criticality"), _("Summary")],
        rows=[_cells(one) for one in rows],
        widths=(5, 2, 3, 2, 2, 6),
    )


def _cells(one: Element) -> list[str]:
    lifecycle = str(Row.Lifecycle(one.lifecycle).label) if one.lifecycle else ""
    owner = one.owner_unit or one.owner_function
    return [one.name, one.code, owner, lifecycle, grade_name(one.criticality), one.summary]


def _relations(model: Model) -> Iterator[Block]:
    names: Mapping[Id, str] = {one.id: one.name for one in model.elements}
    told = sorted(
        (KINDS[one.kind].order, names[one.src].casefold(), names[one.dst].casefold(), place)
        for place, one in enumerate(model.relations)
    )
    ordered = [model.relations[place] for *_keys, place in told]
    yield Heading(_("Relations"))
    yield Table(
        caption=_("Relations"),
        header=[_("From"), _("Kind"), _("To"), _("Strength")],
        rows=[
            [names[one.src], kind_label(one.kind), names[one.dst], str(Strength(one.strength).label)] for one in ordered
        ],
        widths=(6, 3, 6, 2),
    )
