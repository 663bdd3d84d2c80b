"""Text in a drawing: escaped, cut to lines that fit, and spoken without turning the sentence around it."""

import re
import unicodedata

LONGEST = 200  # characters of a name that are ever written or spoken
ROOM = 1.08  # a line may be this many times as wide as ordinary letters
ELLIPSIS = "…"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[&<>\"']")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that reorder the text after them
_JOINS = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")  # these belong to the character before
_BREAKS = "-/–"  # a word may be broken after these
# Widths beside an ordinary small letter (7 pixels of 12), the wider of our own face and what stands in for it.
_WIDTHS = {
    **dict.fromkeys("ijlI!',.: ", 0.5),
    **dict.fromkeys("()/;[]`t|frJ", 0.7),
    **dict.fromkeys('-"*?_sz–', 0.9),
    **dict.fromkeys("aceknouvxyøåäöéáðFLT", 1.0),
    **dict.fromkeys("bdghpqþß0123456789$EPSYÞ{}", 1.1),
    **dict.fromkeys("ABKRVXZÅÄ", 1.2),
    **dict.fromkeys("&CDGHNOQUØÖ", 1.3),
    **dict.fromkeys("#+<=>^w~", 1.4),
    **dict.fromkeys("mM%@WæÆœ—…", 1.7),
}


def escape(text: str) -> str:
    """Return text safe inside an element and inside an attribute in quotes."""
    if not text.isprintable():
        text = _FORBIDDEN.sub("", text)
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def tidy(text: str) -> str:
    """Return a name in one line of at most 200 characters, without characters that reorder what stands after them."""
    if not text.isprintable():
        text = _FORBIDDEN.sub("", _TURNS.sub("", text))
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + ELLIPSIS


def apart(text: str) -> str:
    """Return text that stands apart from the sentence it is put into when it is read from right to left."""
    if text.isascii() or not any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text):
        return text
    return f"\u2068{text}\u2069"


def is_plain(text: str) -> bool:
    """Return whether the width of the text is known well enough for it to need no clipping."""
    return all(char in _WIDTHS or char < "\u0250" for char in text)


def width_of(text: str) -> float:
    """Return about how wide a text is, in ordinary small letters."""
    return sum(_WIDTHS.get(char) or _other(char) for char in text)


def _other(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 2.0 if ord(char) > 0xFFFF or unicodedata.east_asian_width(char) in "WF" else 1.3


def wrap(text: str, *, chars: int, lines: int) -> list[str]:
    """Return at most so many lines of at most so many characters; what does not fit ends in an ellipsis.

    Breaks at spaces and hyphens; a word that is longer than a line is broken with a hyphen.
    """
    found: list[str] = []
    while text and len(found) < lines - 1:
        line, text = _line(text, chars)
        found.append(line)
    if text:
        found.append(cut(text, chars=chars))
    return found


def cut(text: str, *, chars: int, room: float | None = None) -> str:
    """Return the text in one line, with an ellipsis when it does not fit; room: ordinary letters, if not `chars`."""
    room = chars * ROOM if room is None else room
    if _fits(text, chars, room) == len(text):
        return text
    return text[: _fits(text, chars - 1, room - _WIDTHS[ELLIPSIS])].rstrip() + ELLIPSIS


def _line(text: str, chars: int) -> tuple[str, str]:
    """Return the first line, and what is left."""
    end = _fits(text, chars, chars * ROOM)
    if end == len(text):
        return text, ""
    space = text.rfind(" ", 0, end + 1)
    mark = max(text.rfind(char, 0, end) for char in _BREAKS) + 1
    if max(space, mark) > 0:
        at = max(space, mark)
        return text[:at].rstrip(), text[at:].lstrip()
    at = max(_fits(text, chars - 1, (chars - 1) * ROOM), 1)
    return f"{text[:at]}-", text[at:]


def _fits(text: str, chars: int, room: float) -> int:
    """Return how many characters fit in a line; it never ends between a character and what is joined to it."""
    used, end = 0.0, 0
    for char in text[:chars]:
        used += _WIDTHS.get(char) or _other(char)
        if used > room:
            break
        end += 1
    while 0 < end < len(text) and (_is_joined(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end


def _is_joined(char: str) -> bool:
    return bool(unicodedata.combining(char)) or _JOINS.match(char) is not None
