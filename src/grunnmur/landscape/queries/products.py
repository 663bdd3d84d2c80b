"""Products as the market sells them, and which systems here are one."""

from grunnmur.landscape.models import SystemProduct


def product_choices() -> list[tuple[str, str]]:
    """Return every product for a choice, by name. One statement."""
    return [(str(pk), name) for pk, name in SystemProduct.objects.order_by("name", "id").values_list("pk", "name")]
