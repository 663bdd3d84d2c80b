"""How gunicorn serves Grunnmur: each process counts for itself, and the first one tells Prometheus the sum.

GRUNNMUR_METRICS is the address that Prometheus asks, as host:port; without it nothing is told.
"""

import os
import shutil
import tempfile
from typing import Any

METRICS = os.environ.get("GRUNNMUR_METRICS", "")
if METRICS:  # before prometheus_client is imported: it looks once
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="grunnmur-metrics-")

from prometheus_client import CollectorRegistry, multiprocess, start_http_server  # noqa: E402

Gunicorn = Any  # its arbiter and its workers are untyped


def when_ready(server: Gunicorn) -> None:
    """Tell Prometheus the sum of all processes, on a port of its own."""
    if not METRICS:
        return
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    host, _colon, port = METRICS.rpartition(":")
    try:
        start_http_server(int(port), addr=host, registry=registry)
    except OSError as error:
        server.log.warning("No metrics: %s is not free (%s).", METRICS, error)


def child_exit(server: Gunicorn, worker: Gunicorn) -> None:  # noqa: ARG001  # gunicorn's signature
    """Forget what is true only of a process that lives."""
    if METRICS:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Gunicorn) -> None:  # noqa: ARG001  # the same
    """Leave no files behind."""
    if METRICS:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
