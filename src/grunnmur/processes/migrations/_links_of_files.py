"""Takes the links that lie in the files of valid versions into rows: once, where there are processes already."""

import json
from collections.abc import Iterator
from uuid import uuid4

from django.db.migrations.operations.base import Operation
from lxml import etree

FLYT = "{urn:grunnmur:flyt:1}"
KINDS = ("document", "system", "law", "link")
FIELDS = {"document_storage": "note", "link_text": "name", "system_access": "gives_access"}
VALID = """
    SELECT v.process_id, v.xml FROM processes_processversion v JOIN publishing_version p ON p.id = v.version_id
    WHERE p.state IN ('current', 'withdrawn') ORDER BY v.process_id, p.state DESC
"""
INSERT = """
    INSERT INTO processes_steplink (id, process_id, uid, kind, name, target_kind, url, strength, use, note,
        gives_access, ordinal, linked_at)
    VALUES (%s, %s, %s, %s, %s, '', %s, '', '', %s, %s, %s, now()) ON CONFLICT DO NOTHING
"""


class TakeInLinks(Operation):
    """Write a row for each link of a valid version's file, and note with open drafts what they began with."""

    reversible = True

    def state_forwards(self, app_label, state):
        """Change nothing about the models."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Go through the municipalities one by one: the walls hold here too."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT id FROM core_tenant")
            for (tenant,) in cursor.fetchall():
                cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant)])
                _take_in(cursor)
            cursor.execute("SELECT set_config('app.tenant', '', true)")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Leave the rows to the table, which goes."""

    def describe(self):
        """Say what it does."""
        return "Take the links in the files of valid versions into rows"


def _take_in(cursor):
    cursor.execute(VALID)
    by_process = {process: list(_links(bytes(xml))) for process, xml in cursor.fetchall()}
    for process, links in by_process.items():
        for ordinal, link in enumerate(links, start=1):
            row = [link[name] for name in ("uid", "kind", "name", "url", "note", "gives_access")]
            cursor.execute(INSERT, [uuid4(), process, *row, ordinal])
        cursor.execute(
            "UPDATE processes_processversion SET link_base = %s WHERE process_id = %s AND is_draft",
            [json.dumps(links), process],
        )


def _links(xml: bytes) -> Iterator[dict[str, object]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(xml, parser)
    for step in root.iter(f"{FLYT}step") if root is not None else ():
        node = step.getparent().getparent()
        found = []
        for fact in step.iterchildren(f"{FLYT}fact"):
            kind, value = fact.get("name", ""), " ".join((fact.text or "").split())
            if kind in KINDS and value:
                url = value[:1000] if kind == "link" and value.startswith(("https://", "http://")) else ""
                found.append(_link(step.get("uid") or node.get("id", ""), kind, value[:400], url))
            elif kind in FIELDS and found and value:
                found[-1][FIELDS[kind]] = value == "yes" if kind == "system_access" else value[:400]
        yield from found


def _link(uid: str, kind: str, name: str, url: str) -> dict[str, object]:
    rest = {"target": "", "strength": "", "use": "", "note": "", "gives_access": False}
    return {"uid": uid, "kind": kind, "name": name, "url": url, **rest}
