"""The command `grunnmur`. Each command is imported when it is called, so that `grunnmur --help` is quick."""

import importlib
from typing import cast

import click

COMMANDS = {
    "demo": "Serve two made-up municipalities on this machine.",
    "serve": "Serve the web pages and the API.",
    "work": "Run the jobs.",
    "migrate": "Bring the database up to date.",
    "create-municipality": "Begin a municipality.",
    "import-hr": "Read persons, units and employments from a file.",
    "add-administrator": "Let somebody in who lets the others in.",
    "scim-client": "Let systems in that tell of people or ask who has access.",
    "targets": "Read the systems that are kept in step, and send what they need.",
    "doctor": "Check this installation.",
    "collect-assets": "Collect styles and scripts for the web server.",
    "bpmn": "Check, draw and make BPMN files.",
    "library": "Take the library of processes and documents out.",
    "map": "Ask the map what hangs together, take it out as a file, and bring it in.",
}
HIDDEN = ("fill-demo",)  # one step of another command, in a process of its own


class LazyGroup(click.Group):
    """A group whose commands lie one in a module, as the name `command` in `grunnmur.cli.<name>`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names, in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        """Import one command."""
        if cmd_name not in (*COMMANDS, *HIDDEN):
            return None
        module = importlib.import_module(f"grunnmur.cli.{cmd_name.replace('-', '_')}")
        return cast("click.Command", module.command)  # modules are untyped when imported by name

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="grunnmur")
def main() -> None:
    """Grunnmur, the open digital foundation of Nordic municipalities.

    The database is DATABASE_URL; without it, a private PostgreSQL in the folder .grunnmur (or GRUNNMUR_HOME).
    """
