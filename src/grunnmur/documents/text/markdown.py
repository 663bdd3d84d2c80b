"""Markdown: read once into tokens, shown as HTML that holds nothing but text and its structure, or as pieces.

Raw HTML is text. `[[CODE]]` is a link to what has that code here. The highest headings are at level 2: the page's
title is 1.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any, Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from grunnmur.documents.text.pictures import Picture, read_pictures
from grunnmur.documents.text.pieces import Group, Heading, Piece, PieceKind, Words, free_anchor, group, headings_of

CODE = re.compile(r"\[\[([A-ZÆØÅ0-9-]{2,40})\]\]")
TAGS = frozenset(
    "h2 h3 h4 h5 h6 p ul ol li table thead tbody tr th td blockquote pre code em strong s a br hr img".split()  # noqa: SIM905  # read as one list
)
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
ON_PAPER = "data-paper"  # what paper says after the words of a link
ATTRIBUTES = {"a": {"href", "title", ON_PAPER}, "ol": {"start"}, "img": {"src", "alt", "loading"}} | {
    tag: {"id"} for tag in HEADINGS
}


@dataclass(frozen=True)
class LinkTarget:
    """What a code leads to: its title of today and its address."""

    title: str
    url: str


@dataclass(frozen=True)
class Written:
    """A text as it is shown: HTML that may be put into a page as it is, and its headings."""

    html: str
    headings: Sequence[Heading]


def _coded(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls it
    """Read `[[CODE]]` as a link, if the code leads somewhere; the link's words are the title of today."""
    match = CODE.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        code = match[1]
        state.env.setdefault("codes", []).append(code)
        target: LinkTarget | None = state.env.get("links", {}).get(code)
        if target:
            opened = state.push("link_open", "a", 1)
            opened.attrs = {"href": target.url}
        state.push("text", "", 0).content = target.title if target else code
        if target:
            state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.inline.ruler.before("link", "coded", _coded)
    read_pictures(reader)
    return reader


READER = _reader()


class OnPaper(Protocol):
    """Says what paper tells after the words of a link to an address of the web; blank for nothing."""

    def __call__(self, url: str, *, words: str) -> str:
        """Return it for an address behind these words."""


def written(
    text: str,
    links: Mapping[str, LinkTarget],
    *,
    on_paper: OnPaper | None = None,
    pictures: Mapping[str, str] | None = None,
) -> Written:
    """Return a text as it is shown. links: where codes lead; others stand as they are.

    pictures: the addresses of pictures by their ids; others are told in words.
    """
    env: dict[str, Any] = {"links": dict(links), "pictures": dict(pictures or {})}  # Any: markdown-it's own
    tokens = _read(text, env)
    if on_paper and "://" in text:
        _tell_addresses(tokens, on_paper)
    html = READER.renderer.render(tokens, READER.options, env)
    safe = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Written(safe, headings_of(_pieces(tokens)))


def _tell_addresses(tokens: Sequence[Token], on_paper: OnPaper) -> None:
    for token in tokens:
        for opened, words in _web_links(token):
            opened.attrs[ON_PAPER] = on_paper(str(opened.attrs["href"]), words=words)


def pieces_of_markdown(text: str, links: Mapping[str, LinkTarget] | None = None) -> list[Piece]:
    """Return a text as pieces, with the same anchors as it is shown with."""
    return list(_pieces(_read(text, {"links": dict(links or {})})))


def text_hash(text: str) -> str:
    """Return what tells one text from another: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def codes_in(text: str) -> list[tuple[str, str]]:
    """Return each code that is named in a text, with the anchor of the heading it stands under; each pair once."""
    found: dict[tuple[str, str], None] = {}
    anchor = ""
    env: dict[str, Any] = {"links": {}}  # Any: markdown-it's own
    for token in _read(text, env):
        if token.type == "heading_open":
            anchor = str(token.attrs["id"])
        if token.type == "inline" and "[[" in token.content:
            for code in CODE.findall(token.content):
                if code in env.get("codes", ()):  # not one that stands as code
                    found[code, anchor] = None
    return list(found)


def _read(text: str, env: dict[str, Any]) -> list[Token]:  # Any: markdown-it's own
    """Return the tokens, headings with anchors and from level 2 down."""
    tokens = READER.parse(text, env)
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    taken: set[str] = set()
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open":
            anchor = free_anchor(_plain(inline), taken)
            taken.add(anchor)
            opened.attrs["id"] = anchor
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.meta["level"] = min(int(token.tag[1]) - highest + 2, 6)
            token.tag = f"h{token.meta['level']}"
    return tokens


def _plain(inline: Token) -> str:
    """Return a line's words without marks."""
    return "".join(words.text for words in _words(inline)).strip()


SAID = {"softbreak": " ", "hardbreak": " "}


def _words(inline: Token) -> tuple[Words, ...]:
    """Return a line's words without marks, with where they lead."""
    found: list[Words] = []
    url = ""
    for child in inline.children or ():
        if child.type in {"link_open", "link_close"}:
            url = str(child.attrs.get("href", ""))  # none where it closes
            continue
        text = SAID.get(child.type, child.content)
        if found and found[-1].url == url:
            found[-1] = Words(found[-1].text + text, url)
        else:
            found.append(Words(text, url))
    return tuple(words for words in found if words.text)


LISTS = {"bullet_list_open": False, "ordered_list_open": True}
LIST_ENDS = frozenset({"bullet_list_close", "ordered_list_close"})


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    lists: list[bool] = []  # of the lists around a token: whether it is numbered
    table: list[list[Token]] = []  # the rows of the table around a token
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.type in LISTS:
            lists.append(LISTS[token.type])
        elif token.type in LIST_ENDS:
            lists.pop()
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "table_close":
            yield from (_row(cells, is_first=not number) for number, cells in enumerate(table))
            table = []
        elif token.type == "inline" and table:
            table[-1].append(token)
        elif token.type in {"inline", "fence", "code_block", "picture"}:
            yield _piece(before, token, lists)


def _piece(before: Token, token: Token, lists: Sequence[bool]) -> Piece:
    """Return one line or block as a piece. before: the token that opened it. lists: those it stands in."""
    if token.type == "picture":
        return Piece("picture", token.content, int(bool(lists)), picture=token.info)
    if token.type != "inline":
        return Piece("text", token.content.strip())
    if before.type == "heading_open":
        return Piece("heading", _plain(token), int(before.meta["level"]), (), str(before.attrs["id"]))
    kind: PieceKind = "item" if lists else "text"
    return Piece(kind, _plain(token), int(bool(lists) and lists[-1]), lines=(_words(token),))


def _row(cells: Sequence[Token], *, is_first: bool) -> Piece:
    return Piece("row", "", int(is_first), tuple(map(_plain, cells)), lines=tuple(map(_words, cells)))


def write_markdown(pieces: Sequence[Piece]) -> str:
    """Return pieces as Markdown."""
    return "\n\n".join(_marked(found) for found in group(pieces)) + "\n"


def _marked(found: Group) -> str:
    first = found.pieces[0]
    match found.kind:
        case "heading":
            return f"{'#' * max(1, first.level - 1)} {first.text}"
        case "items":
            return "\n".join(f"- {piece.text}" for piece in found.pieces)
        case "numbers":
            return "\n".join(f"{number}. {piece.text}" for number, piece in enumerate(found.pieces, start=1))
        case "table":
            rows = [
                "| " + " | ".join(cell.replace("|", "\\|") for cell in piece.cells) + " |" for piece in found.pieces
            ]
            return "\n".join([rows[0], "|" + "---|" * len(first.cells), *rows[1:]])
        case "picture":
            return f"![{first.text}](picture:{first.picture})"
        case _:
            return first.text


def pictures_in(text: str) -> list[Picture]:
    """Return the pictures that a text shows, in its order."""
    if "](picture:" not in text:
        return []
    return [Picture(token.info, token.content) for token in _read(text, {"links": {}}) if token.type == "picture"]


def addresses_in(text: str) -> list[tuple[str, str]]:
    """Return each address of the web that a text leads to, with the words of the link; each address once."""
    if "://" not in text:
        return []
    found: dict[str, str] = {}
    for token in _read(text, {"links": {}}):
        for opened, words in _web_links(token):
            found.setdefault(str(opened.attrs["href"]), words)
    return list(found.items())


def _web_links(token: Token) -> Iterator[tuple[Token, str]]:
    """Yield what opens each link to an address of the web in a line, with the words of the link."""
    children = token.children or []
    for place, child in enumerate(children):
        if child.type == "link_open" and str(child.attrs.get("href", "")).startswith(("https://", "http://")):
            words = takewhile(lambda one: one.type != "link_close", children[place + 1 :])
            yield child, "".join(one.content for one in words)
