"""Products as the market sells them: found by name, made where a file names a new one."""

from uuid import UUID

from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import Columns
from grunnmur.landscape.imports.drafting import Draft, Told, as_json, defaults_of, plain_name
from grunnmur.landscape.imports.register import Register
from grunnmur.landscape.models import SystemProduct

SAID = ("name", "supplier_id", "kind", "description")
DEFAULTS = defaults_of(SystemProduct, besides=frozenset({"id", "tenant_id"}))
COLUMNS = tuple(DEFAULTS)


def plan_products(draft: Draft, register: Register) -> dict[str, UUID]:
    """Add the lines about products; return the ids of all by name in small letters.

    A column that was changed here stays as it is (`local_overrides`).
    """
    stored = {plain_name(row["name"]): row for row in SystemProduct.objects.order_by("pk").values("pk", *COLUMNS)}
    ids = {name: row["pk"] for name, row in stored.items()}
    for record in draft.right("products"):
        name = plain_name(record.values["name"])
        told = Told(table="products", title=record.values["name"], record=record)
        columns = _columns(record, register)
        if name in stored:
            kept = set(stored[name]["local_overrides"])
            before = {column: as_json(stored[name][column]) for column in SAID}
            told.change(draft, ids[name], before, {key: value for key, value in columns.items() if key not in kept})
        elif name not in ids:
            ids[name] = draft.new_id("products", name)
            told.add(draft, ids[name], DEFAULTS | columns | {"catalogue_source": draft.source})
    _plan_named(draft, ids)
    return ids


def _columns(record: Record, register: Register) -> Columns:
    columns = {name: record.values[name] for name in ("name", "kind", "description") if name in record.values}
    suppliers = register.meant(record.get("supplier") or "", {"supplier"})
    return columns | ({"supplier_id": str(suppliers[0].id)} if len(suppliers) == 1 else {})


def _plan_named(draft: Draft, ids: dict[str, UUID]) -> None:
    """Make the products that systems name and nobody has told of."""
    for item in draft.items:
        product = item.record.get("product") if item.type == "system" and not item.record.is_wrong else ""
        if product and plain_name(product) not in ids:
            ids[plain_name(product)] = draft.new_id("products", plain_name(product))
            told = Told(table="products", title=product, record=item.record)
            told.add(draft, ids[plain_name(product)], DEFAULTS | {"name": product})
