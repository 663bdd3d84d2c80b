"""The tables of the database: what they hold, and which wall they have."""

from collections.abc import Iterator

from grunnmur.core import rls
from grunnmur.core.history import WITHOUT_HISTORY
from tools.reference.declarations import promise


def walled() -> Iterator[tuple[str, ...]]:
    """Yield the tables of municipalities, domain by domain."""
    for model in rls.tenant_models():
        reason = WITHOUT_HISTORY.get(model._meta.label, "")
        holds = "" if (model.__doc__ or "").startswith(f"{model.__name__}(") else promise(model)
        yield f"`{model._meta.label}`", holds, f"none: {reason}" if reason else "yes"


def unwalled() -> Iterator[tuple[str, ...]]:
    """Yield the closed list of tables without a policy."""
    for table, (rights, reason) in sorted(rls.WITHOUT_POLICY.items()):
        yield f"`{table}`", rights or "nothing", reason
