"""What is wrong with a file, said to the person who brought it."""


class BpmnError(ValueError):
    """The file cannot be taken as it is.

    template, params: the English sentence with named placeholders (`%(name)s`), so that a caller can translate it.
        The param `what`, the name of another format, is a message to translate too.
    line, column: 1-based place in the file; 0 = the file as a whole.
    """

    def __init__(self, template: str, *, line: int = 0, column: int = 0, **params: str | int) -> None:
        self.template = template
        self.params = params
        self.line = line
        self.column = column
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The sentence in English, without the place."""
        return self.template % self.params
