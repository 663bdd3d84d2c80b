"""The great clear-out of the demo: old documents of two lines, some copies of each other, some decided about."""

import hashlib
from uuid import UUID

from grunnmur.core.permissions import Actor
from grunnmur.core.tables.write import Table, write_csv
from grunnmur.publishing import actions, queries
from grunnmur.publishing.queries import TidyFilter

HEADER = ("Filsti", "Tittel", "Sist endret", "Størrelse", "Eier", "SHA-256")
SUBJECTS = {
    "Fellestjenester": (
        *("Ferie og fri", "Reiseregning", "Nøkler og adgangskort", "Arkivering av e-post", "Innkjøp under terskel"),
        *("Besøk i rådhuset", "Telefonberedskap", "Lån av møterom", "Overtid", "Permisjon", "Brannøvelse", "Kantine"),
    ),
    "Helse og velferd": (
        *("Legemiddelhåndtering", "Fallforebygging", "Vaktbytte", "Pårørendesamtale", "Hygiene ved utbrudd"),
        *("Nattevakt", "Hjelpemidler", "Ernæring", "Innleggelse", "Avvik i turnus", "Kjøring", "Velferdsteknologi"),
    ),
}
FORMS = (
    ("Rutine for {}", "rutiner/{}.docx"),
    ("Rutine for {} (kopi)", "rutiner/gammelt/{}-kopi.docx"),
    ("Sjekkliste {}", "sjekklister/{}.xlsx"),
)
OWNERS = ("Arkivet", "Servicetorget", "Personal", "")
WEEKS, FIRST_YEAR, YEARS = 28, 2008, 13


def tidy_up(*, by: Actor) -> None:
    """Bring a list into each of two lines, and decide about some of it."""
    for line in queries.lines_to_choose():
        if line.name in SUBJECTS:
            bring(line.pk, SUBJECTS[line.name], by=by)
            decide(line.pk, by=by)


def bring(line_id: UUID, subjects: tuple[str, ...], *, by: Actor) -> None:
    """Import a list of files of the old intranet."""
    rows = [row(number, subject, place) for number, subject in enumerate(subjects) for place in range(len(FORMS))]
    sent = actions.OldDocuments(
        content=write_csv(Table("intranett", HEADER, rows[: len(rows) - len(subjects) // 2])),
        file_name="intranett.csv",
        source="intranett",
    )
    run = actions.upload_documents(line_id, sent, by=by)
    actions.plan_documents(run.pk)
    actions.apply_documents(run.pk, by=by)


def row(number: int, subject: str, place: int) -> tuple[str, str, str, int, str, str]:
    """Return one file; every other copy has the very same content as what it was copied from."""
    title, path = FORMS[place]
    is_same = place == 1 and number % 2 == 0
    content = f"{subject} {0 if is_same else place}"
    day = f"{FIRST_YEAR + (number * 3 + place) % YEARS}-{number % 12 + 1:02}-{(number * 5) % WEEKS + 1:02}"
    return (
        f"/intranett/{path.format(subject.lower().replace(' ', '-'))}",
        title.format(subject.lower()),
        day,
        18_000 + number * 1_700 + place * 900,
        OWNERS[(number + place) % len(OWNERS)],
        hashlib.sha256(content.encode()).hexdigest(),
    )


def decide(line_id: UUID, *, by: Actor) -> None:
    """Drop most copies, rewrite two routines and merge one into what is valid already."""
    copies = queries.tidy_page(line_id, TidyFilter(text="gammelt")).rows
    routines = queries.tidy_page(line_id, TidyFilter(text="/rutiner/")).rows
    originals = [one for one in routines if "gammelt" not in one.path]
    lists = queries.tidy_page(line_id, TidyFilter(text="sjekklister")).rows
    discard = actions.Verdict(
        decision="discard", reason="Kopi av en rutine som finnes et annet sted.", archiving="not_worthy"
    )
    rewrite = actions.Verdict(decision="rewrite_process", reason="Det er en flyt, ikke en tekst.")
    merge = actions.Verdict(decision="merge", target="HENVENDELSE", reason="Står som steg der.")
    for rows, verdict in ((copies[:5], discard), (originals[:2], rewrite), (lists[:1], merge)):
        actions.decide_documents(line_id, [one.pk for one in rows], verdict, by=by)
