"""What Prometheus may know: how many requests and jobs, how they ended, how long they took. Never who, never an id."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

REQUESTS = Counter("grunnmur_requests", "Answered requests.", ["view", "method", "status"])
REQUEST_SECONDS = Histogram("grunnmur_request_seconds", "Time to answer a request.", ["view"])
JOBS = Counter("grunnmur_jobs", "Jobs that were run.", ["job", "outcome"])
JOB_SECONDS = Histogram("grunnmur_job_seconds", "Time to run a job.", ["job"])
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def count_request(*, view: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. `view`: the name of the address, which holds no ids."""
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)


@contextmanager
def counted_job(name: str) -> Iterator[None]:
    """Count a job and how it ended."""
    began = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    finally:
        JOBS.labels(name, outcome).inc()
        JOB_SECONDS.labels(name).observe(time.perf_counter() - began)


class Queue(Collector):
    """How many jobs wait, run and failed, and how long the oldest has waited; asked when Prometheus asks."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Read the queue in one statement, on a connection of its own: each answer has its own thread."""
        jobs = GaugeMetricFamily("grunnmur_queue_jobs", "Jobs in the queue.", labels=["status"])
        oldest = GaugeMetricFamily(
            "grunnmur_queue_oldest_seconds", "How long the oldest job has waited beyond its time."
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(COUNTS)
                rows = cursor.fetchall()
        finally:
            connection.close()
        for status, number, _seconds in rows:
            jobs.add_metric([status], number)
        oldest.add_metric([], max((float(seconds) for status, _n, seconds in rows if status == "todo"), default=0.0))
        return [jobs, oldest]


COUNTS = """
    SELECT j.status::text, count(*),
        coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)
    FROM procrastinate_jobs j
    LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
    WHERE j.status IN ('todo', 'doing', 'failed')
    GROUP BY j.status
"""
