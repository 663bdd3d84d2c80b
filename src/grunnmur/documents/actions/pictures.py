"""Pictures in drafts: refused where they are none, written anew without what lies hidden in them, and kept."""

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.confined.run import ChildFailedError, run_confined
from grunnmur.core.files import store
from grunnmur.core.files.sniff import JPEG, PNG, WEBP, UnwantedFileError, media_type_of
from grunnmur.core.links import Ref
from grunnmur.core.permissions import Actor
from grunnmur.documents.actions.writing import Text, locked, write_text
from grunnmur.documents.rules import LONGEST_SAID, PICTURES, UnwantedPictureError
from grunnmur.documents.text import Picture, with_picture
from grunnmur.publishing.queries import Version

TAKEN = (PNG, JPEG, WEBP)
MOST_BYTES = 10 * store.MEGABYTE
MOST_DOTS = 50_000_000  # what a good camera makes
LONGEST_SIDE = 2_400  # dots; more is not seen on paper
MEMORY_BYTES = 1024 * store.MEGABYTE
SECONDS = 30
CHILD = Path(__file__).parent.parent / "text" / "picture_child.py"  # run, never imported


@dataclass(frozen=True)
class NewPicture:
    """A picture as it came, what it is called, and what it shows, in words.

    place: where it comes to stand, in letters of the text before it; below the line this is in.
    """

    content: bytes
    name: str
    said: str
    place: int = 0


@transaction.atomic
def add_picture(version_id: UUID, new: NewPicture, text: Text, *, by: Actor) -> Version:
    """Keep a picture, and write the text into a draft with the picture in it.

    Raises as `write_text`, and UnwantedPictureError.
    """
    row = locked(version_id, by=by)
    said = " ".join(new.said.translate({ord("["): "(", ord("]"): ")"}).split())
    if not said:
        raise UnwantedPictureError(_("Say in words what the picture shows, for those who do not see it."))
    if len(said) > LONGEST_SAID:
        most = {"most": LONGEST_SAID}
        raise UnwantedPictureError(_("Say it in %(most)d letters, and more of it in the text.") % most)
    written = _written_anew(new.content)
    kept = store.store(written, name=new.name, about=Ref(PICTURES, row.document_id), by=by)
    lines = text.markdown.replace("\r\n", "\n").replace("\r", "\n")
    markdown = with_picture(lines, Picture(str(kept.pk), said), place=new.place)
    return write_text(version_id, Text(markdown=markdown, based_on=text.based_on, is_over=text.is_over), by=by)


def _written_anew(content: bytes) -> bytes:
    """Return the dots of a picture as PNG or JPEG. Raises UnwantedPictureError."""
    if len(content) > MOST_BYTES:
        most = {"limit": MOST_BYTES // store.MEGABYTE}
        raise UnwantedPictureError(_("The picture is larger than %(limit)d MB. Make it smaller.") % most)
    try:
        is_taken = media_type_of(content) in TAKEN
    except UnwantedFileError:
        is_taken = False
    if not is_taken:
        raise UnwantedPictureError(_("This is no picture that is taken. Use PNG, JPEG or WebP."))
    return _answered(content)


def _answered(content: bytes) -> bytes:
    numbers = (MOST_DOTS, LONGEST_SIDE)
    try:
        said = run_confined(CHILD, content, memory_bytes=MEMORY_BYTES, seconds=SECONDS, numbers=numbers)
        answer: dict[str, str] = json.loads(said)
    except (ChildFailedError, ValueError):
        answer = {"refused": "damaged"}
    if answer.get("refused") == "large":
        most = {"most": MOST_DOTS // 1_000_000}
        raise UnwantedPictureError(_("The picture has more than %(most)d million dots. Make it smaller.") % most)
    if "picture" not in answer:
        raise UnwantedPictureError(_("The picture is damaged. Save it once more and try again."))
    return b64decode(answer["picture"])
