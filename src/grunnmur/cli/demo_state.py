"""What has been done in a demo's folder already."""

import json
from pathlib import Path

import click
import psycopg

from grunnmur.core.database_roles import DATABASE
from grunnmur.core.embedded import SUPERUSER, Cluster


class DemoState:
    """A few names in a file beside the data, so that they come and go together."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._path: Path = cluster.folder / "demo.json"

    def get(self, name: str) -> str:
        """What was put under the name, or the empty string."""
        return self._read().get(name, "")

    def put(self, name: str, value: str) -> None:
        """Remember a value; a broken-off write leaves the old ones."""
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(self._read() | {name: value}))
        unfinished.replace(self._path)

    @property
    def is_filled(self) -> bool:
        """Whether the municipalities are all there."""
        return self.get("filled") == "done"

    @property
    def is_half_filled(self) -> bool:
        """Whether the making of the municipalities broke off."""
        return self.get("filled") == "begun"

    def refuse_data_of_others(self) -> None:
        """Raise ClickException when the database holds municipalities that the demo did not make.

        The demo lets anyone in as anybody, so it must not serve them.
        """
        if self.get("filled"):
            return
        with psycopg.connect(self._cluster.url(SUPERUSER, DATABASE)) as connection:
            if connection.execute("SELECT FROM core_tenant LIMIT 1").rowcount:
                raise click.ClickException(
                    "This folder's database holds a municipality that is not the demo's. "
                    "Set GRUNNMUR_HOME to another folder."
                )

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        values: dict[str, str] = json.loads(self._path.read_text())
        return values
