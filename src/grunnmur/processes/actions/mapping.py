"""Telling the map what a process is made of: its steps, who does them, and what follows what."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from grunnmur.core.permissions import System
from grunnmur.landscape import actions as landscape
from grunnmur.landscape.queries import on_the_map
from grunnmur.landscape.queries import visible as landscape_elements
from grunnmur.landscape.rules import Claim, ElementKey, NewElement
from grunnmur.processes.bpmn.following import followers
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import Assignment, Process, ProcessVersion, Step, StepLink
from grunnmur.processes.rules import ELEMENT, KIND
from grunnmur.publishing.queries import Item
from grunnmur.publishing.rules import PUBLISHED_ITEM

DOMAIN = "processes"
STEP = "activity"
SYSTEM = System("The map follows the processes")


def step_ref(process_id: UUID, uid: str) -> UUID:
    """Return the id of a step that is the same in all versions of its process."""
    return uuid5(process_id, uid)


def map_process(row: ProcessVersion) -> None:
    """Put the valid version of a process on the map, with its work as steps; what vanished is taken off.

    What people or other domains say of the steps stays. Harmless when nothing changed.
    """
    process = Process.objects.select_related("item").get(pk=row.process_id)
    steps = _work(row)
    landscape.register_elements(KIND, [_process(process, process.item)], domain=DOMAIN)
    landscape.retire_elements(STEP, _vanished(process, steps), domain=DOMAIN)
    landscape.register_elements(STEP, [_step(step, process, process.item) for step in steps], domain=DOMAIN)
    claims = [*_parts(process, steps), *_order(row, process, steps), *_performers(process, steps)]
    claims += _linked(process, steps)
    landscape.claim_relations(KIND, str(process.pk), claims, by=SYSTEM)


def map_processes(process_ids: Iterable[UUID]) -> None:
    """Tell the map anew of the valid versions of these processes."""
    for row in ProcessVersion.objects.filter(process_id__in=list(process_ids), version__state="current"):
        map_process(row)


def _work(row: ProcessVersion) -> Sequence[Step]:
    """Return the steps that are work to do, not events or gateways: those that have a number."""
    return list(Step.objects.filter(process_version=row).exclude(number="").order_by("ordinal"))


def _process(process: Process, item: Item) -> NewElement:
    return NewElement(
        ref=process.pk,
        name=item.title,
        code=item.code,
        summary=process.purpose,
        owner_unit_id=_unit_of(item.owner_key),
        audience=tuple(item.audience),
    )


def _unit_of(owner_key: str) -> UUID | None:
    """Return the unit that an owner's group key names."""
    prefix, _colon, value = owner_key.partition(":")
    return UUID(value) if prefix in {"unit", "below", "leader"} else None


def _step(step: Step, process: Process, item: Item) -> NewElement:
    return NewElement(
        ref=step_ref(process.pk, step.uid),
        name=step.name or step.number,
        code=f"{item.code}-{step.number}",
        summary=step.text,
        owner_unit_id=_unit_of(item.owner_key),
        audience=tuple(item.audience),
    )


def _vanished(process: Process, steps: Sequence[Step]) -> set[UUID]:
    ever = Step.objects.filter(process_version__process=process).values_list("uid", flat=True).distinct()
    gone = set(ever) - {step.uid for step in steps}
    return {step_ref(process.pk, uid) for uid in gone}


def _key(process: Process, step: Step) -> ElementKey:
    return ElementKey(STEP, step_ref(process.pk, step.uid))


def _parts(process: Process, steps: Sequence[Step]) -> Iterable[Claim]:
    whole = ElementKey(KIND, process.pk)
    return [Claim("has_step", whole, _key(process, step)) for step in steps]


def _order(row: ProcessVersion, process: Process, steps: Sequence[Step]) -> Iterable[Claim]:
    by_element = {step.element_id: _key(process, step) for step in steps}
    after = followers(steps_of(read(bytes(row.xml))))
    return [
        Claim("followed_by", by_element[first], by_element[then])
        for first, thens in after.items()
        for then in thens
        if first in by_element and then in by_element
    ]


def _performers(process: Process, steps: Sequence[Step]) -> Iterable[Claim]:
    """Claim who does which step: roles, functions and units that lanes stand for; nobody for those that are unbound."""
    keys = {step.pk: _key(process, step) for step in steps}
    rows = Assignment.objects.filter(step__in=keys, letter=Assignment.Letter.RESPONSIBLE)
    wanted = {
        (ElementKey(role.binding, target), keys[row.step_id])
        for row in rows.select_related("process_role")
        for role in [row.process_role]
        if (target := role.role_id or role.function_id or role.unit_id)
    }
    known = on_the_map({who for who, _step in wanted})
    return [Claim("performs", who, step) for who, step in sorted(wanted) if who in known]


STRENGTHS = {StepLink.Strength.REQUIRED: 2, StepLink.Strength.SUPPORTING: 1, StepLink.Strength.OPTIONAL: 0}
INTO = {"system": "supports", "law": "governs", "document": "documents", "contact_point": "channels"}
OUT_OF = {"goal": "contributes", "competence": "needs"}
USES = {
    StepLink.Use.WRITES: ("writes",),
    StepLink.Use.BOTH: ("reads", "writes"),
}


def _linked(process: Process, steps: Sequence[Step]) -> Iterable[Claim]:
    """Claim what the steps, and the whole process, use and follow, as far as it is on the map. Three statements."""
    there = {step.uid: _key(process, step) for step in steps} | {"": ElementKey(KIND, process.pk)}
    rows = StepLink.objects.filter(process=process, target_id__isnull=False).order_by("ordinal", "pk")
    links = [row for row in rows if row.uid in there]
    keys = _keys_of_targets(links)
    found: dict[tuple[str, ElementKey, ElementKey], Claim] = {}
    for row in links:
        target = keys.get((row.target_kind, row.target_id))
        for claim in _claims(row, there[row.uid], target) if target else ():
            found.setdefault((claim.kind, claim.src, claim.dst), claim)
    return found.values()


def _keys_of_targets(links: Sequence[StepLink]) -> dict[tuple[str, UUID | None], ElementKey]:
    """Return how the map names what links lead to, for what is on it today."""
    keys: dict[tuple[str, UUID | None], ElementKey] = {}
    ids = {row.target_id for row in links if row.target_id and row.target_kind == ELEMENT}
    for pk, kind, ref in landscape_elements(seen_by=SYSTEM).filter(pk__in=ids).values_list("pk", "type", "ref"):
        keys[ELEMENT, pk] = ElementKey(kind, ref)
    items = {row.target_id for row in links if row.target_id and row.target_kind == PUBLISHED_ITEM}
    for pk, item in Process.objects.filter(item_id__in=items).values_list("pk", "item_id"):
        keys[PUBLISHED_ITEM, item] = ElementKey(KIND, pk)
    known = on_the_map(set(keys.values()))
    return {target: key for target, key in keys.items() if key in known}


def _claims(row: StepLink, part: ElementKey, target: ElementKey) -> Iterable[Claim]:
    strength = STRENGTHS.get(StepLink.Strength(row.strength)) if row.strength else None
    if target.type in INTO:
        return [Claim(INTO[target.type], target, part, strength)]
    if target.type in OUT_OF:
        return [Claim(OUT_OF[target.type], part, target, strength)]
    if target.type == "information":
        uses = USES.get(StepLink.Use(row.use), ("reads",)) if row.use else ("reads",)
        return [Claim(kind, part, target, strength) for kind in uses]
    if target.type == KIND and part.type == KIND and target != part:
        return [Claim("calls", part, target)]
    return []
