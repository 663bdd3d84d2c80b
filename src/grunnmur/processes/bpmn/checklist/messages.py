"""Every sentence the checklist package may say, as English templates; the portal translates them."""

from dataclasses import dataclass


def _(text: str) -> str:
    """Mark a template for translation."""
    return text


TEMPLATES: dict[str, str] = {
    "empty": _("There is nothing to read. Paste a table or choose a file."),
    "not_text": _("This kind of file is not read here. Save the list as DOCX, XLSX or CSV, or paste the table."),
    "too_large": _("The file is larger than %(limit)s MB. Split the list."),
    "too_many_rows": _("The list has more than %(limit)s rows. Split it into several processes."),
    "cell_too_long": _("A cell has more than %(limit)s letters. Is it the right table?"),
    "too_much_text": _("The list has more than %(limit)s letters. Split it into several processes."),
    "no_table": _("No table was found. Copy the table itself, with its header row."),
    "no_what": _("No column says what is to be done. Choose the column for What."),
    "no_rows": _("The table has a header but no rows."),
    "broken_csv": _("The table cannot be read: a quotation mark is missing."),
    "at_line": _("Line %(line)s: %(sentence)s"),
    "number_missing": _("Number %(number)s is missing between %(before)s and %(after)s."),
    "numbers_missing": _("Numbers %(first)s to %(last)s are missing between %(before)s and %(after)s."),
    "number_repeated": _("Number %(number)s is used more than once."),
    "number_order": _("Number %(number)s comes after %(before)s."),
    "what_empty": _("The row on line %(line)s does not say what is to be done. It is left out."),
    "who_empty": _("Row %(number)s does not say who does it. It follows the row above."),
    "total_row": _("The row on line %(line)s looks like a sum and is left out."),
    "link_lost": _("A link was lost here: “%(text)s”."),
    "order_broken": _("Row %(number)s says it comes after “%(other)s”, but stands before it."),
    "back_unknown": _("Row %(number)s goes back to %(goal)s, which is not in the list."),
    "who_is_accountable": _("Two deciders: who is accountable?"),
    "accountable_or_alternative": _("Is %(role)s accountable, or an alternative to %(other)s?"),
    "new_role": _("%(role)s is a new role. Who holds it?"),
    "split_by_group": _("Split into one step for each of the %(count)s actors?"),
    "split_by_hand_over": _("Make the hand-over to %(role)s a step of its own?"),
    "branch": _("Make this a step that is done only if: %(question)s"),
    "parallel": _("Let %(role)s do this at the same time?"),
    "back": _("Go back to %(goal)s if: %(question)s"),
    "wait": _("Wait for this before the step begins?"),
    "choose_document": _("Choose the document, or make a placeholder."),
    "verb_form": _("Say what is done: verb and object."),
    "order_kept": _("The order is as the text asks."),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence by key, with the values of its placeholders in the order they were given."""

    key: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        """The English template: a message id for gettext."""
        return TEMPLATES[self.key]


def message(key: str, **params: object) -> Message:
    """Return a message; every value is kept as text."""
    return Message(key, tuple((name, str(value)) for name, value in params.items()))


def text(said: Message) -> str:
    """Return the message in English."""
    return said.template % dict(said.params)


class ChecklistError(ValueError):
    """The input cannot become a process; `line` counts from 1, 0 = the whole input."""

    def __init__(self, said: Message, *, line: int = 0) -> None:
        sentence = text(said)
        super().__init__(text(message("at_line", line=line, sentence=sentence)) if line else sentence)
        self.message = said
        self.line = line
