"""A line of a document: plain words, some of which lead somewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from grunnmur.core import addresses

# What XML 1.0 has no place for; https://www.w3.org/TR/xml/#charsets
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Run:
    """Words in a row. url: where they lead, an address of the web or a page of ours as a path; blank for nowhere.

    Who makes it answers for that the reader may know the address.
    """

    text: str
    url: str = ""

    @cached_property
    def address(self) -> str:
        """The whole address the words lead to; blank for none, and for what a document does not lead to."""
        return addresses.leading(writable(self.url)) if self.url and self.text.strip() else ""


Line = str | Sequence[Run]


def runs_of(line: Line) -> Sequence[Run]:
    """Return a line as runs."""
    return (Run(line),) if isinstance(line, str) else line


def plain(line: Line) -> str:
    """Return the words of a line."""
    return "".join(run.text for run in runs_of(line))


def as_html(line: Line) -> SafeString:
    """Return a line as HTML with links, everything else in it escaped."""
    return format_html_join("", "{}", ((_run_as_html(run),) for run in runs_of(line)))


def _run_as_html(run: Run) -> str:
    return format_html('<a href="{}">{}</a>', run.address, run.text) if run.address else run.text


def writable(text: str) -> str:
    """Return the text without characters that no document format can hold."""
    return UNWRITABLE.sub("", text)
