"""How far a long command has come."""

import sys
from collections.abc import Callable

import click

STEP_PERCENT = 20
Progress = Callable[[str, int, int], None]


def progress_lines() -> Progress:
    """A function `(what, done, total)` that rewrites one line on a terminal, and writes a few into a file."""
    shown: dict[str, int] = {}

    def show(what: str, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        is_end = done >= total
        if sys.stdout.isatty():
            click.echo(f"\r{what}: {done} of {total} ({percent} %)\033[K", nl=is_end)
        elif is_end or percent >= shown.get(what, -STEP_PERCENT) + STEP_PERCENT:
            click.echo(f"{what}: {done} of {total}")
            shown[what] = percent

    return show
