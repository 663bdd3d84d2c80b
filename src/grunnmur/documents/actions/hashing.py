"""What tells one content of a draft from another."""

import hashlib
import json

from grunnmur.documents.models import DocumentLink, DocumentVersion
from grunnmur.documents.text import text_hash


def content_hash_of(row: DocumentVersion) -> str:
    """Return the SHA-256 of what a version holds: its text, file or pointer, and what it says it stands on.

    One statement, and one for the file. Blank while there is nothing.
    """
    basis = DocumentLink.objects.filter(document_version=row, use=DocumentLink.Use.BASIS).order_by("ordinal")
    file_hash = row.file.sha256 if row.file else ""
    pointer = [row.external_system, row.external_reference, row.external_url]
    if not (row.markdown.strip() or file_hash or any(pointer)):
        return ""
    content = [
        row.source,
        row.markdown,
        file_hash,
        pointer,
        row.has_no_basis,
        list(basis.values_list("text", flat=True)),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def text_hash_of(row: DocumentVersion) -> str:
    """Return the hash of a draft's text: what somebody who changes it says she began on."""
    return text_hash(row.markdown)
