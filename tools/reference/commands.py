"""The command line, as it describes itself."""

from collections.abc import Iterator

import click

from grunnmur.cli import COMMANDS, main


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command and the commands inside it, in the order of `grunnmur --help`."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (_row(f"{name} {inner}", command.commands[inner]) for inner in sorted(command.commands))
        elif command:
            yield _row(name, command)


def _row(name: str, command: click.Command) -> tuple[str, ...]:
    takes = [_shown(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    return f"`grunnmur {name}`", command.help or "", " ".join(takes)


def _shown(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"`{parameter.make_metavar(click.Context(click.Command('')))}`"
    name = max(parameter.opts, key=len)
    return f"`{name}`"
