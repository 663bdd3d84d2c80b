"""Positions of a file: added and renamed, never ended."""

from uuid import UUID

from grunnmur.core.imports.plan import ADD, CHANGE, Line
from grunnmur.organisation.imports.drafting import Draft
from grunnmur.organisation.models import Position

COLUMNS = ("code", "name", "source")


def plan_positions(draft: Draft) -> dict[str, UUID]:
    """Add the lines about positions; return all by code. The source's own list comes before the others."""
    own: dict[str, tuple[UUID, str]] = {}
    found: dict[str, UUID] = {}
    for pk, code, name, source in Position.objects.order_by("source").values_list("id", "code", "name", "source"):
        found.setdefault(code, pk)
        if source == draft.source:
            own[code] = (pk, name)
    found |= {code: pk for code, (pk, _name) in own.items()}
    for record in draft.right("positions"):
        code, name = record.values["code"], record.values["name"]
        if code not in own:
            pk = draft.new_id("positions", code)
            columns = {"code": code, "name": name, "source": draft.source}
            draft.add_line(Line("positions", ADD, f"{name} ({code})", pk, None, columns))
            found[code] = pk
        elif own[code][1] != name:
            pk, before = own[code]
            draft.add_line(Line("positions", CHANGE, f"{before} ({code})", pk, {"name": before}, {"name": name}))
    return found
