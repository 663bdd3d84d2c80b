"""A question as PostgreSQL's `tsquery`.

Nothing typed reaches an operator of the database: words were cut into letters and digits by `analyse.tokens`, and every
lexeme is written quoted, with the tenant's prefix.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grunnmur.core.search.analyse import Stemmer, Token, Word, code_mark, is_stemmed, quoted, title_mark, word_of
from grunnmur.core.search.query import Query, Term
from grunnmur.core.search.snippet import NOTHING, Wanted


@dataclass(frozen=True)
class Literals:
    """The texts to cast to `tsquery`; "" where there is nothing to ask. `wanted` shows where a snippet hits."""

    words: str = ""
    excluded: str = ""
    code: str = ""
    title: str = ""
    wanted: Wanted = NOTHING


def literals(query: Query, *, prefix: str, languages: Sequence[str], stem: Stemmer) -> Literals:
    """Return the query as `tsquery` texts; the stemmer is asked once.

    languages: the tenant's, its main language first; a word is a stop word when the main language says so.
    """
    words = {
        word_of(token, language=language)
        for term in query.terms
        for token in term.tokens
        if is_stemmed(token)
        for language in languages
    }
    writer = _Writer(prefix, tuple(languages), stem(words))
    wanted = [writer.term(term) for term in query.terms if not term.is_excluded]
    excluded = [writer.term(term) for term in query.terms if term.is_excluded]
    words_wanted = " & ".join(filter(None, wanted))
    code = quoted(prefix + code_mark(query.typed)) if query.typed else ""
    return Literals(
        words=f"({words_wanted}) | {code}" if words_wanted else code,
        excluded=" | ".join(filter(None, excluded)),
        code=code,
        title=quoted(prefix + title_mark(query.typed)) if query.typed else "",
        wanted=Wanted(frozenset(writer.stems(query.terms)), tuple(_beginnings(query.terms))),
    )


def _beginnings(terms: Iterable[Term]) -> Iterable[str]:
    return (term.tokens[-1].text for term in terms if (term.is_prefix or term.is_beginning) and not term.is_excluded)


@dataclass(frozen=True)
class _Writer:
    """Writes terms as `tsquery`, every lexeme quoted and with the tenant's prefix."""

    prefix: str
    languages: tuple[str, ...]
    found: Mapping[Word, str | None]

    def term(self, term: Term) -> str:
        """Return one term, "" when it holds stop words only."""
        whole = [token for token in term.tokens if token.is_whole]
        parts = [token for token in term.tokens if not token.is_whole]
        phrase = self._phrase(parts, term)
        if len(whole) == 1 and whole[0].position == 1 and not term.is_phrase:
            kept_whole = self._lexeme(whole[0].text, is_prefix=term.is_prefix or term.is_beginning)
            return f"({kept_whole} | {phrase})" if phrase else kept_whole
        return phrase

    def _phrase(self, parts: Sequence[Token], term: Term) -> str:
        """Return the words one after another; a stop word leaves its place empty."""
        kept = [token for token in parts if self._forms(token) or (term.is_prefix and token is parts[-1])]
        if not kept:
            return ""
        written = [self._word(token, term, is_last=token is parts[-1]) for token in kept]
        distances = [later.position - earlier.position for earlier, later in pairwise(kept)]
        joined = written[0]
        for distance, word in zip(distances, written[1:], strict=True):
            joined += f" <{distance}> {word}"
        return f"({joined})" if distances else joined

    def _word(self, token: Token, term: Term, *, is_last: bool) -> str:
        forms = [self._lexeme(form) for form in self._forms(token)]
        if is_last and (term.is_prefix or term.is_beginning):
            forms.append(self._lexeme(token.text, is_prefix=True))
        return f"({' | '.join(forms)})"

    def _forms(self, token: Token) -> list[str]:
        """Return the stems in each language and the typed form; nothing for a stop word."""
        if not is_stemmed(token):
            return [token.text]
        stems = [self.found[word_of(token, language=language)] for language in self.languages]
        if stems and stems[0] is None:
            return []
        return list(dict.fromkeys([*filter(None, stems), token.text]))

    def _lexeme(self, text: str, *, is_prefix: bool = False) -> str:
        return quoted(self.prefix + text) + (":*" if is_prefix else "")

    def stems(self, terms: Iterable[Term]) -> Iterable[str]:
        """Yield everything that counts as a hit in a text."""
        return (form for term in terms if not term.is_excluded for token in term.tokens for form in self._forms(token))
