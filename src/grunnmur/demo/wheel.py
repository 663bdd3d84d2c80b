"""The yearly wheel of the demo: twenty duties as a municipality has them, with what was done so far this year."""

from datetime import date, datetime, time

from grunnmur.core import clock
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant
from grunnmur.demo.access import function_named, unit_named
from grunnmur.worklist import actions, queries
from grunnmur.worklist.actions import WheelFacts

DESK = "Kundesenter"
# name, unit, month and day of the first time, what else is said of it
DUTIES: tuple[tuple[str, str, tuple[int, int], dict[str, object]], ...] = (
    (
        "Brannøvelse i kundesenteret",
        DESK,
        (2, 10),
        {"needs_evidence": True, "law_title": "Brann- og eksplosjonsvernloven"},
    ),
    ("Gjennomgang av svartider", DESK, (1, 20), {"period": "month", "every": 3}),
    ("Medarbeidersamtaler i kundesenteret", DESK, (10, 1), {"lead_days": 45}),
    ("Vernerunde i kundesenteret", DESK, (5, 5), {"nth": 1, "weekday": 1, "law_title": "Arbeidsmiljøloven § 3-1"}),
    ("Risikovurdering av beredskap", "Kommunedirektøren", (9, 15), {"law_title": "Sivilbeskyttelsesloven § 14"}),
    ("Årsrapport til kommunestyret", "Kommunedirektøren", (3, 15), {"lead_days": 60}),
    ("Budsjettforslag", "Økonomi", (10, 20), {"lead_days": 90, "law_title": "Kommuneloven § 14-3"}),
    ("Regnskap avlagt", "Økonomi", (2, 22), {"needs_evidence": True, "law_title": "Kommuneloven § 14-6"}),
    ("Tertialrapport", "Økonomi", (5, 31), {"period": "month", "every": 4}),
    ("Merverdiavgift meldt", "Økonomi", (2, 10), {"period": "month", "every": 2, "lead_days": 14}),
    ("Lønnsforhandlinger forberedt", "Personalkontoret", (8, 20), {}),
    (
        "Likestillingsredegjørelse",
        "Personalkontoret",
        (3, 1),
        {"law_title": "Likestillings- og diskrimineringsloven § 26 a"},
    ),
    ("Gjennomgang av tilganger", "IT-avdelingen", (11, 1), {"period": "month", "every": 6, "needs_evidence": True}),
    ("Gjenoppretting fra sikkerhetskopi prøvd", "IT-avdelingen", (1, 31), {"period": "month", "counts_from": "done"}),
    (
        "Protokoll over behandlinger gjennomgått",
        "Digitalisering",
        (4, 15),
        {"law_title": "Personvernforordningen artikkel 30"},
    ),
    ("Drikkevannsprøver meldt", "Vann og avløp", (1, 12), {"period": "week", "lead_days": 3, "is_reported": False}),
    ("Lekeplasser kontrollert", "Vei og park", (4, 20), {"needs_evidence": True}),
    ("Barnehagemyndighetens tilsynsplan", "Oppvekstkontoret", (12, 1), {"law_title": "Barnehageloven § 53"}),
    ("Brannvernopplæring", "Brann og redning", (6, 2), {"nth": 2, "weekday": 1, "function": "brannvernleder"}),
    ("Arkivplan oppdatert", "Arkivet", (11, 15), {"every": 2, "law_title": "Arkivlova"}),
)
STEPS = ("Bestem hvem som er med", "Gjør det", "Skriv hva som må følges opp")
NOTE = "Gjort som planlagt."


def turn_the_wheel(*, by: Actor) -> None:
    """Plan the duties at the beginning of the year, do what came up to last month, and remind of what is due."""
    with clock.at(_noon(date(today().year, 1, 2))):
        for name, unit, first, said in DUTIES:
            actions.plan_wheel_entry(_facts(name, unit, first, dict(said)), by=by)
    for month in range(2, today().month + 1):
        _do_what_came(before=date(today().year, month, 1), by=by)
    actions.open_wheel_tasks(on=today())
    actions.remind_and_pass_on(on=today())


def _facts(name: str, unit: str, first: tuple[int, int], said: dict[str, object]) -> WheelFacts:
    unit_id = unit_named(unit)
    function = said.pop("function", "")
    owner = f"function:{function_named(str(function))}" if function else f"leader:{unit_id}"
    facts = {"is_reported": True, "lead_days": 30, "steps": STEPS} | said
    return WheelFacts(
        title=name,
        unit_id=unit_id,
        owner_key=owner,
        first_date=date(today().year, *first),
        **facts,  # type: ignore[arg-type]  # from the table above
    )


def _do_what_came(*, before: date, by: Actor) -> None:
    """Stand at the first of a month, and finish what was due before."""
    with clock.at(_noon(before)):
        actions.open_wheel_tasks(on=before)
        came = queries.occurrences(queries.WheelFilter(year=before.year), on=before)
        for one in came:
            is_left = one.stage in {queries.Stage.OPEN, queries.Stage.OVERDUE} and one.due_date < before
            if one.task_id and is_left:
                evidence = "Loggbok" if one.entry.needs_evidence else ""
                actions.finish_task(one.task_id, outcome="done", note=NOTE, evidence=evidence, by=by)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=current_tenant().zone)
