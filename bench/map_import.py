"""Claim: a file of 10,000 rows about the map is read, planned and applied in at most 30 s of CPU (process and backend).

7,000 systems with suppliers and answers, 3,000 relations. Nothing is told before a second reading of the same file has
changed nothing. Run as `python bench/map_import.py`; prints one JSON line.
"""

import json
from io import BytesIO
from random import Random
from zipfile import ZipFile

from municipalities import demo_cluster

SYSTEMS, RELATIONS, SUPPLIERS, GOAL_SECONDS = 7_000, 3_000, 150, 30.0
WORDS = (
    "Elev",
    "Skole",
    "Helse",
    "Journal",
    "Arkiv",
    "Lønn",
    "Regnskap",
    "Plan",
    "Kart",
    "Bygg",
    "Vann",
    "Vei",
    "Kultur",
    "Post",
    "Sak",
    "Møte",
    "Turnus",
    "Varsel",
)


def make_file() -> bytes:
    """Return a zip of two tables, the same each time."""
    random = Random(2026)
    systems = ["id;navn;kode;sammendrag;livsløp;kritikalitet;leverandør;mfa"]
    for number in range(SYSTEMS):
        name = f"{random.choice(WORDS)}{random.choice(WORDS).lower()} {number}"
        facts = f"Brukes til {random.choice(WORDS).lower()}.;i bruk;{number % 4 + 1}"
        answer = "ja" if number % 2 else "nei"
        systems.append(f"{number};{name};K{number};{facts};Leverandør {number % SUPPLIERS} AS;{answer}")
    relations = ["from;kind;to;strength"]
    relations += [f"{number};inneholder;{number + SYSTEMS // 2};1" for number in range(RELATIONS)]
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("systems.csv", "\n".join(systems))
        archive.writestr("relations.csv", "\n".join(relations))
    return out.getvalue()


def measure() -> dict[str, object]:
    """Import the file into the demo's first municipality, then once more."""
    import django  # noqa: PLC0415 (the cluster comes first)

    django.setup()
    from map_import_steps import Steps  # noqa: PLC0415 (its imports need Django to be set up)

    steps, content = Steps(slug="fjordvik"), make_file()
    run, planned = steps.plan(content)
    done, applied = steps.apply(run.pk)
    assert (done.state, done.error_count) == ("applied", 0)
    again, _cost = steps.plan(content)
    assert (again.row_count, again.counts) == (SYSTEMS + RELATIONS, {})
    seconds = planned.seconds + applied.seconds
    return {
        "claim": "a file of 10,000 rows about the map is planned and applied",
        "ours": f"{seconds:.1f} s CPU",
        "peer": "",
        "ratio": "",
        "goal": f"<= {GOAL_SECONDS:.0f} s",
        "holds": seconds <= GOAL_SECONDS,
        "rows": {
            "to plan": f"{planned.seconds:.1f} s, {planned.statements} statements",
            "to apply, with a second plan": f"{applied.seconds:.1f} s, {applied.statements} statements",
            "in the backend": f"{planned.in_backend + applied.in_backend:.1f} s",
        },
    }


if __name__ == "__main__":
    with demo_cluster(employees=500):
        print(json.dumps(measure()))
