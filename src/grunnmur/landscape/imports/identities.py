"""What the source calls the elements its rows are about, so that its next file means the same ones."""

from grunnmur.landscape.imports.drafting import Draft, Told
from grunnmur.landscape.imports.matching import names_in_source
from grunnmur.landscape.imports.register import own_id
from grunnmur.landscape.models import ImportIdentity

COLUMNS = ("source", "external_id", "element_id")


def plan_identities(draft: Draft) -> None:
    """Add the lines about what the source calls things. One statement."""
    known = dict(ImportIdentity.objects.filter(source=draft.source).values_list("external_id", "element_id"))
    for item in draft.items:
        if item.record.is_wrong:
            continue
        told = Told(table="identities", title=item.record.values["name"], is_shielded=item.is_shielded)
        for external_id in names_in_source(item):
            if external_id not in known and own_id(external_id) != item.id:
                known[external_id] = item.id
                columns = {"source": draft.source, "external_id": external_id, "element_id": str(item.id)}
                told.add(draft, draft.new_id("identities", external_id), columns)
