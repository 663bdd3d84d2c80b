"""A folder that another program fetches a file from."""

import csv

from grunnmur.access.connectors import Connection
from tests.access.targets.peers.port import Peer


class FilePeer(Peer):
    """The file is read with Python's own reader."""

    kind = "csv"
    address = "doors.csv"
    place_kind = "column"

    def __init__(self, folder):
        self.folder = folder

    def connection(self):
        return Connection(address=self.address, folder=self.folder)

    def unreachable(self):
        (self.folder / "file").touch()
        return self.connector(folder=self.folder / "file")

    def make_group(self, name):
        pass

    def rows(self):
        with (self.folder / self.address).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def make_foreign(self, username):
        (self.folder / self.address).write_text(f"id;username\nsomebody-else;{username}\n", encoding="utf-8")

    def forget(self, external_id):
        rows = [row for row in self.rows() if row["id"] != external_id]
        text = "\n".join(";".join(row.values()) for row in rows)
        header = (self.folder / self.address).read_text(encoding="utf-8-sig").splitlines()[0]
        (self.folder / self.address).write_text(f"{header}\n{text}\n", encoding="utf-8")
