"""What is decided about the guesses of a proposal."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from grunnmur.processes.actions import Decision, State
from grunnmur.processes.bpmn.checklist import Guess, GuessKind, Proposal
from grunnmur.processes.models import Assignment

ROLE_KINDS = frozenset({GuessKind.LETTER, GuessKind.ALTERNATIVE})
CHANGEABLE = ROLE_KINDS | {
    GuessKind.DOCUMENT,
    GuessKind.SYSTEM,
    GuessKind.LAW,
    GuessKind.CONDITION,
    GuessKind.DEADLINE,
    GuessKind.WAIT,
    GuessKind.SPLIT_SENTENCE,
    GuessKind.BRANCH,
    GuessKind.PARALLEL,
    GuessKind.NAME,
}
LONGEST_VALUE = 200


class DecisionsForm:
    """What one form says about all guesses of a proposal: `state-…`, `value-…` and `letter-…` for each guess.

    decisions: only what differs from what holds already. errors: a sentence by guess.
    """

    def __init__(self, sent: Mapping[str, str], *, proposal: Proposal) -> None:
        self.sent = sent
        self.proposal = proposal
        self.errors: dict[str, str] = {}
        self.decisions: dict[str, Decision] = {}
        for guess in proposal.guesses:
            decision = self._decision(guess)
            if decision:
                self.decisions[guess.id] = decision

    @property
    def revision(self) -> int:
        """The revision the person looked at; 0, which is none, for nonsense."""
        text = self.sent.get("revision", "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def descriptions(self) -> list[str]:
        """Return the words of the guesses that something was decided about, as they were read."""
        return [guess.span.text or guess.value for guess in self.proposal.guesses if guess.id in self.decisions]

    def _decision(self, guess: Guess) -> Decision | None:
        chosen = self.sent.get(f"state-{guess.id}", "")
        if chosen == State.CHANGED and guess.kind in CHANGEABLE:
            return self._change(guess)
        if chosen == State.ACCEPTED and (guess.state is State.CHANGED or not guess.holds):
            return Decision(State.ACCEPTED)
        if chosen == State.REJECTED and guess.holds:
            return Decision(State.REJECTED)
        return None

    def _change(self, guess: Guess) -> Decision | None:
        value = " ".join(self.sent.get(f"value-{guess.id}", "").split())[:LONGEST_VALUE]
        if not value:
            self.errors[guess.id] = _("Write what it is to be instead.")
            return None
        if guess.kind is GuessKind.LETTER:
            letter = self.sent.get(f"letter-{guess.id}", "")
            if letter not in Assignment.Letter.values:
                self.errors[guess.id] = _("Choose what the role does in the step.")
                return None
            value = f"{letter}:{value}"
        return None if guess.state is State.CHANGED and guess.value == value else Decision(State.CHANGED, value)
