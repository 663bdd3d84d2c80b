"""What is on the map already, found by what files call it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from grunnmur.core.ids import id_in
from grunnmur.core.imports.asking import HIDDEN
from grunnmur.landscape.imports.drafting import Draft, plain_name
from grunnmur.landscape.imports.shapes import TABLE_OF
from grunnmur.landscape.models import Element, ImportIdentity

OWN = frozenset(TABLE_OF)
OURS = "id-"  # how our own exports begin an identifier


class Known(NamedTuple):
    """An element as it is found: of the map, or new in this file. is_shielded: not everybody may know of it."""

    id: UUID
    type: str
    code: str
    name: str
    is_retired: bool = False
    is_shielded: bool = False


@dataclass
class Register:
    """Elements by the source's ids, by our ids, by code and by name. Those that are retired only by ids."""

    by_id: dict[UUID, Known] = field(default_factory=dict)
    by_alias: dict[str, UUID] = field(default_factory=dict)
    aliases: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_code: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    hidden_codes: set[tuple[str, str]] = field(default_factory=set)
    in_error: dict[str, int] = field(default_factory=dict)
    """What rows in error call themselves → their row, so that what hangs on them can say so."""

    def add(self, known: Known) -> None:
        """Let an element be found by its ids, code and name."""
        self.by_id[known.id] = known
        if known.is_retired:
            return
        if known.code:
            self.by_code[known.code.casefold()].append(known.id)
        self.by_name[plain_name(known.name)].append(known.id)

    def forget(self, known: Known) -> None:
        """Let an element be found no longer: what makes it is in error."""
        del self.by_id[known.id]
        for ids in (self.by_code[known.code.casefold()], self.by_name[plain_name(known.name)]):
            if known.id in ids:
                ids.remove(known.id)

    def call(self, external_id: str, element_id: UUID) -> None:
        """Let an element be found by what the source calls it."""
        self.by_alias[external_id] = element_id
        self.aliases[element_id].add(external_id)

    def called(self, external_id: str) -> Known | None:
        """Return what the source calls this, or what has this id with us; None for nothing, retired ones too."""
        found = self.by_alias.get(external_id) or own_id(external_id)
        return self.by_id.get(found) if found else None

    def coded(self, code: str, types: Collection[str]) -> list[Known]:
        """Return the elements of these types that have a code."""
        return self._of(self.by_code.get(code.casefold(), ()), types)

    def named(self, name: str, types: Collection[str]) -> list[Known]:
        """Return the elements of these types that have a name."""
        return self._of(self.by_name.get(plain_name(name), ()), types)

    def _of(self, ids: Iterable[UUID], types: Collection[str]) -> list[Known]:
        return [known for known in map(self.by_id.__getitem__, ids) if known.type in types]

    def meant(self, text: str, types: Collection[str]) -> list[Known]:
        """Return what a cell may mean that names an element of one of these types: by id, else code, else name."""
        known = self.called(text)
        if known and known.type in types and not known.is_retired:
            return [known]
        return self.coded(text, types) or self.named(text, types)


def own_id(text: str) -> UUID | None:
    """Return the id that a file of ours gives an element; None for what others call it."""
    return id_in(text.removeprefix(OURS))


def shown_name(known: Known) -> str:
    """Return how an element is named in what is found: not at all, unless everybody may know of it."""
    if known.is_shielded:
        return HIDDEN
    return f"{known.name} ({known.code})" if known.code else known.name


def read_register(draft: Draft) -> Register:
    """Return all elements that whoever brought the file may know of. Three statements."""
    register = Register()
    rows = draft.setting.elements.order_by("pk").values_list("pk", "type", "code", "name", "retired_at", "audience")
    for pk, element_type, code, name, retired_at, audience in rows:
        is_shielded = audience != ["everyone"]
        register.add(Known(pk, element_type, code, name, retired_at is not None, is_shielded))
    for external_id, pk in ImportIdentity.objects.filter(source=draft.source).values_list("external_id", "element_id"):
        register.call(external_id, pk)
    hidden = Element.objects.filter(type__in=OWN, retired_at=None).exclude(code="")
    hidden = hidden.exclude(pk__in=draft.setting.elements.values("pk"))
    register.hidden_codes = {(kind, code.casefold()) for kind, code in hidden.values_list("type", "code")}
    return register
