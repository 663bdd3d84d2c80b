"""The questions that are asked about every system."""

from collections.abc import Mapping
from dataclasses import dataclass

from grunnmur.landscape.catalogue.reading import Words, entries, words


@dataclass(frozen=True)
class FactKey:
    """One question. kind: bool, date, int or choice (one of `choices`). months: how long an answer holds."""

    code: str
    kind: str
    months: int
    choices: tuple[str, ...]
    question: Words
    why: Words
    order: int


FACTS: Mapping[str, FactKey] = {
    code: FactKey(
        code=code,
        kind=entry["type"],
        months=entry["months"],
        choices=tuple(entry.get("choices", ())),
        question=words(entry["question"]),
        why=words(entry["why"]),
        order=order,
    )
    for order, (code, entry) in enumerate(entries("facts").items())
}
