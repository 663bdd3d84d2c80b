"""The words that tell what a sentence means, folded (ø = o, æ = ae, å = a), in nb, nn, da and en."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from grunnmur.processes.bpmn.checklist.words import TYPO_LENGTH, Token, find_phrase, is_like


class Cue(Enum):
    """What a phrase announces."""

    DECIDE = "decide"
    CONSULT = "consult"
    TAKE_PART = "take-part"
    INFORM = "inform"
    CONDITION = "condition"
    OTHERWISE = "otherwise"
    PARALLEL = "parallel"
    DEADLINE = "deadline"
    KEEP = "keep"
    BACK = "back"
    BEFORE = "before"
    AFTER = "after"
    MUST = "must"
    NEVER = "never"
    WAIT = "wait"


PHRASES: dict[Cue, str] = {
    Cue.DECIDE: (
        "avgjor|avgjer|avgjores|bestemmer|bestemmes|godkjenner|godkjennes|vedtar|vedtas|vedtek|beslutter|besluttes|"
        "afgor|afgores|bestemmer|godkender|godkendes|decides|approves|decide|approve"
    ),
    Cue.CONSULT: (
        "drofter med|droftes med|droft med|droftar med|droftast med|drofte med|radforer|radfor|radforer seg med|"
        "i samrad med|i samrad|spor|spør|horer|inddrager|inddrages|konsulterer|consults|consult|consulted|ask"
    ),
    Cue.TAKE_PART: (
        "skal delta|skal deltage|skal vaere med|settes sammen|sett sammen|setjast saman|set saman|bestar av|"
        "bestar af|sammensettes|sammensaettes|takes part|take part|consists of"
    ),
    Cue.INFORM: (
        "kopi til|informerer|informer|informere|informeres|orienterer|orienter|orientere|orienteres|varsler|varsle|"
        "varsles|kall inn|kalle inn|innkall|melding til|beskjed til|besked til|underretter|underret|copy to|"
        "informs|inform|notify|notifies|kalla inn|indkald"
    ),
    Cue.CONDITION: (
        "hvis|dersom|viss|ved behov|ved krav|eventuell|eventuelt|eventuelle|eventuelt|ev|evt|der det er|safremt|"
        "efter behov|etter behov|if|when needed|where required|where needed|nar det er krav|om naudsynt"
    ),
    Cue.OTHERWISE: "ellers|i motsatt fall|elles|i modsat fald|otherwise",
    Cue.PARALLEL: "samtidig|samstundes|parallelt|sidelobende|at the same time|in parallel",
    Cue.DEADLINE: "frist|innen|seinast|senest|inden for|inden|within|no later than",
    Cue.KEEP: "oppbevar|oppbevares|oppbevare|ta vare pa|ta vare|behold|lagre|lagres|opbevar|opbevares|gem|keep|retain",
    Cue.BACK: "tilbake til|attende til|gjenta fra|gjenta fra og med|tilbage til|gentag fra|back to|repeat from",
    Cue.BEFORE: "for|before|inden|foer",
    Cue.AFTER: "etter|efter|after",
    Cue.MUST: "alltid|altid|skal|ma|must|always|shall",
    Cue.NEVER: "aldri|aldrig|never",
    Cue.WAIT: "nar|hvornar|when",
}
TABLE: dict[Cue, tuple[tuple[str, ...], ...]] = {
    cue: tuple(sorted((tuple(phrase.split()) for phrase in phrases.split("|")), key=lambda words: -len(words)))
    for cue, phrases in PHRASES.items()
}

_BEGINNINGS: dict[Cue, tuple[dict[str, tuple[tuple[str, ...], ...]], tuple[tuple[str, ...], ...]]] = {
    cue: (
        {first: tuple(p for p in phrases if p[0] == first) for first in {p[0] for p in phrases}},
        tuple(p for p in phrases if len(p[0]) >= TYPO_LENGTH),
    )
    for cue, phrases in TABLE.items()
}

HAND_OVER_VERBS: dict[str, str] = {
    "godkjenning": "godkjenne",
    "godkjennelse": "godkjenne",
    "godkendelse": "godkende",
    "ferdigstilling": "ferdigstille",
    "ferdigstillelse": "ferdigstille",
    "faerdiggorelse": "færdiggøre",
    "behandling": "behandle",
    "handsaming": "handsame",
    "signering": "signere",
    "underskrift": "underskrive",
    "uttalelse": "uttale seg om",
    "udtalelse": "udtale sig om",
    "kontroll": "kontrollere",
    "kontrol": "kontrollere",
    "attestering": "attestere",
    "registrering": "registrere",
    "approval": "approve",
    "review": "review",
    "signature": "sign",
}
REQUESTS = (
    "krav",
    "foresporsel",
    "foresporgsel",
    "anmodning",
    "begjaering",
    "klage",
    "innsigelse",
    "indsigelse",
    "request",
)
ABOUT = frozenset({"om", "pa", "over", "for", "about", "mot", "fra"})
GOES_TO = ("gar til", "gjeng til", "sendes til", "oversendes til", "goes to", "gaar til", "sendast til")
DOCUMENT_WORDS = (
    *("oppskrift", "rutine", "skjema", "reglement", "avtale", "veileder", "retningslinje", "instruks", "prosedyre"),
    *("vejledning", "skema", "skabelon", "opskrift", "aftale", "regulativ", "procedure", "template", "guideline"),
)
MODELS = frozenset({"mal", "malen", "maler"})  # too short to be found inside words
ARRIVALS = (
    "kommet",
    "komme",
    "kommer",
    "mottatt",
    "mottas",
    "motteke",
    "modtag",
    "modtaget",
    "received",
    "far",
    "fatt",
    "arriv",
)
READ_HERE = frozenset({"her", "here"})
POINTING = frozenset({"se", "sja", "klikk", "trykk", "lenke", "link", "click", "klik", "finnes", "ligger", "les"})
YEARS = {
    "ar": "Y",
    "year": "Y",
    "years": "Y",
    "maned": "M",
    "maneder": "M",
    "month": "M",
    "months": "M",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue among the tokens: first token and how many."""

    at: int
    length: int

    @property
    def after(self) -> int:
        """The token after the cue."""
        return self.at + self.length


def find(words: Sequence[Token], cue: Cue, *, start: int = 0) -> Hit | None:
    """Return the leftmost cue of a kind among the tokens; the longest where several begin."""
    exact, slipped = _BEGINNINGS[cue]
    for at in range(start, len(words)):
        word = words[at].word
        phrases = exact.get(word, ())
        if not phrases and len(word) >= TYPO_LENGTH - 1:
            phrases = tuple(phrase for phrase in slipped if is_like(word, phrase[0]))
        for phrase in phrases:
            if find_phrase(words[at : at + len(phrase)], *phrase) == 0:
                return Hit(at, len(phrase))
    return None
