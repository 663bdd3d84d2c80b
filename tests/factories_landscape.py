"""Elements and relations for tests. Enter a municipality first."""

from uuid import UUID, uuid4

from grunnmur.core.clock import now
from grunnmur.core.permissions import System
from grunnmur.landscape import actions
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.rules import Claim, ElementKey, NewElement

SYSTEM = System("Tests")


def make_element(element_type: str = "system", name: str = "", **more: object) -> Element:
    """Put an element on the map; one of another domain's type as that domain would."""
    ref = uuid4()
    owner = TYPES[element_type].owner
    if owner == "landscape":
        facts = {"name": name or f"{element_type} {ref.hex[:6]}", "changed_at": now()} | more
        return Element.objects.create(type=element_type, id=ref, ref=ref, **facts)
    item = NewElement(ref=ref, name=name or f"{element_type} {ref.hex[:6]}", **more)
    return Element.objects.get(pk=actions.register_elements(element_type, [item], domain=owner)[ref])


def key_of(element: Element) -> ElementKey:
    """Return how domains name an element."""
    return ElementKey(element.type, element.ref)


def claim(kind: str, src: Element, dst: Element, *, strength: int | None = None) -> Claim:
    """Return a claim between two elements."""
    return Claim(kind, key_of(src), key_of(dst), strength)


def make_relation(kind: str, src: Element, dst: Element, *, strength: int | None = None) -> Relation:
    """Relate two elements by hand."""
    return actions.relate(kind, src_id=src.pk, dst_id=dst.pk, strength=strength, by=SYSTEM)


def live(kind: str, src: Element, dst: Element) -> Relation | None:
    """Return the relation of today, if there is one."""
    rows = Relation.objects.filter(kind=kind, src=src, dst=dst, valid__endswith=None)
    return rows.first()


def nobody() -> UUID:
    """Return an id that is nobody's."""
    return uuid4()
