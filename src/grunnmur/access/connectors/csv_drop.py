"""A file that another program fetches: the whole truth each time, swapped in at one stroke."""

import csv
import fcntl
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext_noop

from grunnmur.access.connectors.errors import ConnectorError, Fault
from grunnmur.access.connectors.port import LARGEST_ANSWER, Change, Connection, Operation, Outcome, Seen, Who
from grunnmur.core.files.swapping import swap_in
from grunnmur.core.tables.text import FORMULA_STARTS
from grunnmur.core.tables.write import Table, write_csv

COLUMNS = ("id", "username", "given_name", "family_name", "display_name", "email", "active")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.csv")
FACTS: tuple[str, ...] = ("display_name", "email")
YES, NO = "1", "0"
Row = dict[str, str]


class CsvDrop:
    """One CSV file: a row an account, a column a permission. Beside it lies its SHA-256, for whoever fetches it."""

    def __init__(self, connection: Connection) -> None:
        self._columns = tuple(dict.fromkeys(place.name for place in connection.places))
        self._places = connection.places
        if connection.folder is None or not FILE_NAME.fullmatch(connection.address):
            message = gettext_noop("Write the name of a file, of letters and digits, that ends with .csv.")
            raise ConnectorError(Fault(message, is_final=True), is_whole=True)
        self._path = connection.folder / connection.address

    def test(self) -> None:
        """Make the folder, if it is missing, and read the file, if there is one."""
        with _explained(), self._alone():
            self._read()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> tuple[list[str], list[Row]]:
        """Return the names of the columns and the rows; none when there is no file yet."""
        if not self._path.exists():
            return list(COLUMNS), []
        if self._path.stat().st_size > LARGEST_ANSWER:
            raise ConnectorError(Fault(gettext_noop("The answer is too large."), is_final=True), is_whole=True)
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=";", restval="")
            rows = [{name: _plain(value) for name, value in row.items() if name} for row in reader]
            header = [_plain(name) for name in reader.fieldnames or ()]
        if "username" not in header:
            message = gettext_noop("The file has no column %(column)s.")
            raise ConnectorError(Fault(message, {"column": "username"}, is_final=True), is_whole=True)
        return header, rows

    def _write(self, header: Sequence[str], rows: Sequence[Row]) -> None:
        names = list(dict.fromkeys([*COLUMNS, *header, *self._columns]))
        ordered = sorted(rows, key=lambda row: (row.get("username", ""), row.get("id", "")))
        content = write_csv(Table("", names, ([row.get(name, "") for name in names] for row in ordered)))
        swap_in(self._path, content)
        digest = f"{hashlib.sha256(content).hexdigest()}  {self._path.name}\n"
        swap_in(self._path.with_name(f"{self._path.name}.sha256"), digest.encode())

    def observe(self) -> Iterator[Seen]:
        """Yield every row that names an account."""
        with _explained(), self._alone():
            _header, rows = self._read()
        for row in rows:
            if row["username"]:
                facts = {name: row[name] for name in FACTS if row.get(name)}
                yield Seen(
                    external_id=row.get("id") or row["username"],
                    username=row["username"],
                    key=row.get("id", ""),
                    is_active=row.get("active", YES) != NO,
                    facts=facts,
                    places=frozenset(place for place in self._places if row.get(place.name, "") not in {"", NO}),
                )

    def apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Change the rows in memory and swap the file once; without a file nothing counts as done."""
        try:
            with _explained(), self._alone():
                header, rows = self._read()
                sheet = _Sheet(rows)
                outcomes = [sheet.do(change) for change in sorted(batch, key=lambda one: one.place is not None)]
                self._write(header, sheet.rows)
        except ConnectorError as error:
            return [Outcome(change.id, error.fault) for change in batch]
        return outcomes


class _Sheet:
    """The rows, looked up by account."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self._by_key = {row["id"]: row for row in rows if row.get("id")}
        self._by_name = {row["username"].casefold(): row for row in rows if row["username"]}

    def do(self, change: Change) -> Outcome:
        try:
            return Outcome(change.id, external_id=self._done(change))
        except ConnectorError as error:
            return Outcome(change.id, error.fault)

    def _done(self, change: Change) -> str:
        row = self._find(change.who)
        match change.operation:
            case Operation.ENSURE:
                return self._ensure(row, change.who)
            case Operation.DISABLE if row:
                row["active"] = NO
            case Operation.DELETE if row:
                self._forget(row)
            case Operation.ADD | Operation.REMOVE if row and change.place:
                row[change.place.name] = (change.place.value or YES) if change.operation is Operation.ADD else ""
            case Operation.ADD:
                raise ConnectorError(Fault(gettext_noop("She has no account in the system.")))
        return ""

    def _find(self, who: Who) -> Row | None:
        if row := self._by_key.get(who.key) or self._by_key.get(who.external_id):
            return row
        row = self._by_name.get(who.username.casefold())
        if row and row.get("id") not in {None, "", who.employee_number}:
            message = gettext_noop("The account %(username)s is there already, and says it is somebody else's.")
            raise ConnectorError(Fault(message, {"username": who.username}, is_final=True))
        return row

    def _ensure(self, row: Row | None, who: Who) -> str:
        if row is None:
            row = {"username": who.username}
            self.rows.append(row)
            self._by_name[who.username.casefold()] = row
        row |= {"id": who.key, "active": YES}
        row |= {name: getattr(who, name) for name in ("given_name", "family_name", "display_name", "email")}
        self._by_key[who.key] = row
        return who.key

    def _forget(self, row: Row) -> None:
        self.rows.remove(row)
        self._by_key.pop(row.get("id", ""), None)
        self._by_name.pop(row["username"].casefold(), None)


def _plain(text: str | None) -> str:
    """Take off the apostrophe that keeps a text from being a formula."""
    found = text or ""
    return found[1:] if found.startswith("'") and found[1:].startswith(FORMULA_STARTS) else found


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = gettext_noop("The file cannot be read or written: %(detail)s")
        detail = error.strerror if isinstance(error, OSError) else str(error)
        raise ConnectorError(Fault(message, {"detail": detail or type(error).__name__}), is_whole=True) from error
