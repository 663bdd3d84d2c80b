"""What the reader repaired, kept as foreign or ignored, collected in the order it was met."""

from grunnmur.processes.bpmn.model import Note, NoteKind


class Notes(list[Note]):
    """Remarks for the person who brought the file; each a template with named placeholders."""

    def repaired(self, template: str, *, element_id: str = "", line: int = 0, **params: str | int) -> None:
        """Note that something was mended."""
        self._add(NoteKind.REPAIRED, template, element_id, line, params)

    def foreign(self, template: str, *, element_id: str = "", line: int = 0, **params: str | int) -> None:
        """Note that something of another tool is in the file and not understood here."""
        self._add(NoteKind.FOREIGN, template, element_id, line, params)

    def ignored(self, template: str, *, element_id: str = "", line: int = 0, **params: str | int) -> None:
        """Note that something was left out of the model."""
        self._add(NoteKind.IGNORED, template, element_id, line, params)

    def _add(self, kind: NoteKind, template: str, element_id: str, line: int, params: dict[str, str | int]) -> None:
        text = template % params
        self.append(Note(kind, text, element_id, line, template, tuple(params.items())))
