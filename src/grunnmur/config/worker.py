"""What `grunnmur work` becomes: the worker, which tells Prometheus about its jobs and the queue."""

import os
import sys

import django
from django.core.management import call_command


def main(concurrency: int) -> None:
    """Run jobs until somebody stops us. GRUNNMUR_METRICS: the address Prometheus asks, as host:port."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grunnmur.config.settings")
    django.setup()
    if address := os.environ.get("GRUNNMUR_METRICS", ""):
        serve_metrics(address)
    call_command("procrastinate", "worker", "--concurrency", str(concurrency))


def serve_metrics(address: str) -> None:
    """Answer Prometheus at an address, in a thread of its own."""
    from prometheus_client import REGISTRY, start_http_server  # noqa: PLC0415  # Django must be set up

    from grunnmur.core.metrics import Queue  # noqa: PLC0415  # the same

    REGISTRY.register(Queue())
    host, _colon, port = address.rpartition(":")
    start_http_server(int(port), addr=host)


if __name__ == "__main__":
    main(int(sys.argv[1]))
