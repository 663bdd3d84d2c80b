"""Pictures in Markdown: a line of its own, `![what it shows](picture:<id>)`, and nothing else.

Other addresses of pictures stay text: nothing is fetched from anywhere.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)")
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")


class Picture(NamedTuple):
    """A picture that a text shows: its id, and what it shows, in words."""

    id: str
    said: str


def read_pictures(reader: MarkdownIt) -> None:
    """Teach a reader of Markdown pictures."""
    reader.block.ruler.before("paragraph", "picture", _pictured, {"alt": ["paragraph", "reference", "blockquote"]})
    reader.add_render_rule("picture", _shown)


def _pictured(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls it
    """Read a line that is a picture and nothing else."""
    if state.is_code_block(start):
        return False
    match = PICTURE.fullmatch(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip())
    if match is None:
        return False
    if not silent:
        token = state.push("picture", "img", 0)
        token.content, token.info = match[1].strip(), match[2]
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _shown(
    _self: RendererProtocol,
    tokens: Sequence[Token],
    place: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    """Write a picture whose address is known as a picture, another as its words."""
    urls: Mapping[str, str] = env.get("pictures", {})
    token = tokens[place]
    said = escape(token.content)
    url = urls.get(token.info)
    return f'<p><img src="{escape(url)}" alt="{said}" loading="lazy"></p>\n' if url else f"<p>{said}</p>\n"


def with_picture(text: str, picture: Picture, *, place: int) -> str:
    """Return a text with a picture below the line a place is in, inside the item of a list if that is one.

    place: letters before it.
    """
    end = text.find("\n", min(max(place, 0), len(text)))
    above, below = (text, "") if end < 0 else (text[:end], text[end:])
    item = ITEM.match(above.rpartition("\n")[2])
    line = f"{' ' * len(item[0]) if item else ''}![{picture.said}](picture:{picture.id})"
    begun = f"{above.rstrip()}\n\n" if above.strip() else ""
    return f"{begun}{line}\n\n{below.lstrip(chr(10))}"
