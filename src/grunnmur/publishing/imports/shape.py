"""What a list of old documents holds."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.imports.shapes import Field, Shape
from grunnmur.publishing.models import LONGEST_PATH

PATH, TITLE, MODIFIED, SIZE, OWNER, SHA256 = "path", "title", "modified", "size", "owner", "sha256"
SHAPE = Shape(
    name="documents",
    label=_("Old documents"),
    key=(PATH,),
    aliases=("dokumenter", "dokument", "filer", "files", "ryddeliste", "oprydningsliste"),
    fields=(
        Field(
            name=PATH,
            label=_("Path or address"),
            is_required=True,
            longest=LONGEST_PATH,
            aliases=(
                *("sti", "filsti", "full sti", "fullname", "full name", "full path", "plassering", "placering"),
                *("adresse", "lenke", "url", "link", "filename", "filnavn", "file", "fil", "location"),
            ),
        ),
        Field(
            name=TITLE,
            label=_("Title"),
            longest=300,
            aliases=("tittel", "titel", "navn", "namn", "name", "dokumentnavn", "dokument", "document", "emne"),
        ),
        Field(
            name=MODIFIED,
            label=_("Last changed"),
            aliases=(
                *("endret", "sist endret", "endra", "sist endra", "endringsdato", "ændret", "senest ændret"),
                *("ændringsdato", "last modified", "date modified", "lastwritetime", "dato", "date", "changed"),
            ),
        ),
        Field(
            name=SIZE,
            label=_("Size"),
            aliases=("størrelse", "storleik", "filstørrelse", "length", "bytes", "file size", "lengde"),
        ),
        Field(
            name=OWNER,
            label=_("Owner in the source"),
            aliases=("eier", "eigar", "ejer", "ansvarlig", "ansvarleg", "forfatter", "author", "responsible"),
        ),
        Field(
            name=SHA256,
            label=_("Checksum (SHA-256)"),
            aliases=("hash", "checksum", "sjekksum", "kontrollsum", "kontrolsum", "sha-256"),
        ),
    ),
)
FIELD_NAMES = frozenset(each.name for each in SHAPE.fields)
