"""What the chart is drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing, in the reader's language. `drawing`: with %(count)s of boxes. `more`: with %(name)s."""

    drawing: str
    no_leader: str
    more: str


@dataclass(frozen=True, slots=True)
class Box:
    """A unit in the chart: its name, who leads it (blank: nobody), what is told besides, and the boxes right below.

    spoken: all of it as one sentence. url: the unit's page. hidden: how many units below are not drawn; `more_url` is
    a chart that draws them, and `more` the words for it.
    """

    title: str
    leader: str
    detail: str
    spoken: str
    url: str
    hidden: int = 0
    more: str = ""
    more_url: str = ""
    below: "tuple[Box, ...]" = field(default=())

    def all(self) -> "Iterator[Box]":
        """Yield the box and all below it, in reading order: each before what is below it."""
        yield self
        for box in self.below:
            yield from box.all()
