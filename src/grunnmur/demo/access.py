"""Roles, rules and accesses of the demo: the role matrix through its import, then a handful of rules."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

from grunnmur.access import actions, queries
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, StartRole
from grunnmur.demo.structure import AREAS
from grunnmur.organisation import queries as organisation

DANISH_MATRIX = """Adgang;Niveau;Fastansat;Leder i Sundby
Postkasse;e-mail;x;
Intranet;læs;x;
Bygningsadgang rådhus;altid;x;
Pc;bærbar;x;
Adgangskort;;x;
Distributionsliste Ledere;medlem;;x
"""


def begin_norwegian(matrix: Path, *, by: Actor) -> None:
    """Import the role matrix, make the rules, take over what people have, and hand out by hand from now on."""
    it, property_, communication = (unit_named(name) for name in ("IT-avdelingen", "Eiendom", "Kommunikasjon"))
    hands = dict.fromkeys(("system", "licence", "list", "area", "equipment"), f"unit:{it}")
    hands |= {"building": f"unit:{property_}", "key": f"unit:{property_}", "card": f"unit:{communication}"}
    content = matrix.read_bytes()
    roles = take_in(content, matrix.name, by=by)
    desk, adviser = unit_named("Kundesenter"), position_named("Kundekonsulent")
    safety = function_named("hms-ansvarlig")
    selectors = {
        "Fast ansatt": actions.Selector(employment_kinds=["permanent"]),
        "Teamleder": actions.Selector(anchor="leadership"),
        "Kundestøtte": actions.Selector(units=[desk], positions=[adviser]),
        "HMS-ansvarlig": actions.Selector(anchor="function", functions=[safety]),
    }
    names = {
        "Fast ansatt": "Fast ansettelse",
        "Teamleder": "Leder en enhet",
        "Kundestøtte": "Kundesenter basis",
        "HMS-ansvarlig": "Oppnevnt HMS-ansvarlig",
    }
    for role, selector in selectors.items():
        actions.save_rule(names[role], roles[role], selector, by=by)
    own_roles(by=by)
    heads_of_areas(by=by)
    hand_out_from_now_on(content, matrix.name, hands, by=by)


def begin_danish(*, by: Actor) -> None:
    """A smaller matrix, and two rules."""
    content = DANISH_MATRIX.encode()
    roles = take_in(content, "adgange.csv", by=by)
    actions.save_rule("Fastansættelse", roles["Fastansat"], actions.Selector(employment_kinds=["permanent"]), by=by)
    actions.save_rule("Leder en enhed", roles["Leder i Sundby"], actions.Selector(anchor="leadership"), by=by)
    it = unit_named("IT og digitalisering")
    kinds = ("system", "licence", "list", "area", "equipment", "building", "key", "card")
    hand_out_from_now_on(content, "adgange.csv", dict.fromkeys(kinds, f"unit:{it}"), by=by)


def take_in(content: bytes, name: str, *, by: Actor) -> dict[str, UUID]:
    """Import a matrix and activate its roles; returns their ids by name."""
    roles = actions.import_role_matrix(queries.plan_role_matrix(content, name), by=by)
    for role in roles:
        actions.activate_role(role.pk, by=by)
    return {role.name: role.pk for role in roles}


def own_roles(*, by: Actor) -> None:
    """Give Grunnmur's own roles to those whose work it is, by rule."""
    by_function = {
        "flyttesjef": StartRole.FLOW_CHIEF,
        "modellor": StartRole.MODELLER,
        "personvernombud": StartRole.PRIVACY_OFFICER,
    }
    for code, start in by_function.items():
        selector = actions.Selector(anchor="function", functions=[function_named(code)])
        name = actions.start_role_name(start)
        actions.save_rule(f"Oppnevnt: {name}", queries.role_named(name), selector, by=by)
    by_unit = {"Personalkontoret": StartRole.PERSONNEL, "IT-avdelingen": StartRole.ACCESS_OFFICER}
    for unit, start in by_unit.items():
        name = actions.start_role_name(start)
        actions.save_rule(
            f"{unit}: {name}", queries.role_named(name), actions.Selector(units=[unit_named(unit)]), by=by
        )


def heads_of_areas(*, by: Actor) -> None:
    """Make the role that the hiring process calls Kommunalsjef: whoever leads one of the five areas."""
    role = actions.draft_role("Kommunalsjef", by=by, purpose="Leder et kommunalområde")
    actions.activate_role(role.pk, by=by)
    areas = [unit_named(name) for name in AREAS]
    selector = actions.Selector(anchor="leadership", units=areas, is_with_below=False)
    actions.save_rule("Leder et kommunalområde", role.pk, selector, by=by)


def hand_out_from_now_on(content: bytes, name: str, hands: Mapping[str, str], *, by: Actor) -> None:
    """Write down that everybody has what she shall have today; what comes later is handed out by these groups."""
    actions.take_over_issued(_held_today(), by=by, at=now())
    actions.import_role_matrix(queries.plan_role_matrix(content, name), by=by, fulfil_keys=hands)
    actions.sync_fulfilments(organisation.all_person_ids())


def _held_today() -> Iterable[tuple[UUID, UUID]]:
    on = today()
    for person, accesses in queries.accesses_of(organisation.all_person_ids(), on=on).items():
        yield from ((person, access.permission) for access in accesses if on in access.valid)


def unit_named(name: str) -> UUID:
    """Return the unit of this name."""
    return organisation.unit_id_named(name)


def position_named(name: str) -> UUID:
    """Return the position of this name."""
    return next(position for position, found in organisation.position_names().items() if found == name)


def function_named(code: str) -> UUID:
    """Return the function of this code."""
    return organisation.functions().get(code=code).pk
