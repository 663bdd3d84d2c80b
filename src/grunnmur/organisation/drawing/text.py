"""Text in boxes: where a name breaks, and where it is cut. No browser is asked."""

CHARACTERS = {"chart-name": 25, "chart-leader": 29, "chart-detail": 32}  # of average width, that fit in a line


def wrapped(name: str) -> tuple[str, ...]:
    """Return a unit's name in one or two lines, broken between words where it can be."""
    most = CHARACTERS["chart-name"]
    if len(name) <= most:
        return (name,)
    at = name.rfind(" ", 0, most + 1)
    first, rest = (name[:at], name[at + 1 :]) if at > 0 else (name[:most], name[most:])
    return (first, cut(rest, "chart-name"))


def cut(text: str, css: str) -> str:
    """Return a text that fits in a line of its class."""
    most = CHARACTERS[css]
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
