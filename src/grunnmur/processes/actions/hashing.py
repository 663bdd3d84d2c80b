"""What tells one content of a draft from another."""

import hashlib

from grunnmur.processes.models import Assignment, Lane, ProcessVersion


def content_hash_of(row: ProcessVersion) -> str:
    """Return the SHA-256 of a draft: its file, who works in its lanes, and who is what in its steps. Two statements."""
    digest = hashlib.sha256(bytes(row.xml))
    lanes = Lane.objects.filter(process_version=row).order_by("element_id")
    for element, role in lanes.values_list("element_id", "process_role_id"):
        digest.update(f"\n{element} {role}".encode())
    letters = Assignment.objects.filter(step__process_version=row)
    columns = ("step__element_id", "letter", "process_role_id")
    for element, letter, role in letters.order_by(*columns).values_list(*columns):
        digest.update(f"\n{element} {letter} {role}".encode())
    return digest.hexdigest()
