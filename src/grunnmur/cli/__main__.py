"""Run the command line as `python -m grunnmur.cli`."""

from grunnmur.cli import main

main(prog_name="grunnmur")
