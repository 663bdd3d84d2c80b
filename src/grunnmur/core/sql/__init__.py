"""SQL of the house that is longer than a line or two.

A file whose name ends in a number is installed by a migration and never changes after that: the next version is a new
file and a new migration.
"""

from functools import cache
from pathlib import Path

import psycopg.sql
from django.conf import settings
from django.db import models
from django.db.migrations.operations import RunSQL

HERE = Path(__file__).resolve().parent


def install(file: str, *, undo: str) -> RunSQL:
    """Return the migration operation that runs one file of this folder; `undo` takes it back."""
    return RunSQL((HERE / file).read_text(encoding="utf-8"), undo)


def let_web_run(functions: str) -> RunSQL:
    """Return the migration operation that lets the serving role run definer functions, named as GRANT names them."""
    role = psycopg.sql.Identifier(settings.WEB_ROLE).as_string()
    return RunSQL(f"GRANT EXECUTE ON FUNCTION {functions} TO {role}", RunSQL.noop)


@cache
def statement(file: str) -> str:
    """Return the text of one file of this folder, to be executed with named arguments."""
    return (HERE / file).read_text(encoding="utf-8")


class NordicKey(models.Func):
    """The key that sorts names as Norwegian and Danish readers expect: … z, æ, ø, å.

    `has_double_a` reads aa as å, as Danish municipalities do. Under a policy no index on the function is used: keep the
    key in a generated column where many rows are sorted.
    """

    function = "nordic_key"
    output_field = models.TextField(db_collation="C")

    def __init__(self, expression: models.expressions.Combinable | str, *, has_double_a: bool = False) -> None:
        super().__init__(expression, models.Value(has_double_a))
