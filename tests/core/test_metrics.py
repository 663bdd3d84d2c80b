"""Prometheus asks a port of its own; several processes answer as one."""

import http.client
import os
import socket
import subprocess
import sys
import time

import pytest

from grunnmur.core.jobs import job
from grunnmur.core.metrics import COUNTS, Queue
from grunnmur.core.tenancy import tenant

SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def ask_until_it_answers(port, path):
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return ask(port, path)
        except OSError:
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.1)


@pytest.fixture
def served(cluster, django_db_setup):
    """The product under gunicorn with two processes; yields the ports of pages and metrics."""
    pages, metrics = free_port(), free_port()
    command = [sys.executable, "-m", "gunicorn", "grunnmur.config.wsgi", "--bind", f"127.0.0.1:{pages}"]
    command += ["--workers", "2", "--no-control-socket", "--config", "python:grunnmur.config.gunicorn"]
    environment = os.environ | {"GRUNNMUR_METRICS": f"127.0.0.1:{metrics}"}
    process = subprocess.Popen([*command, "--log-level", "error"], env=environment)  # noqa: S603 (our own command)
    try:
        ask_until_it_answers(pages, "/healthz")
        yield pages, metrics
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def test_processes_tell_their_sum_on_another_port(served):
    pages, metrics = served
    before = settled(metrics)
    for _number in range(20):
        ask(pages, "/healthz")
    told = ask(metrics, "/metrics")
    assert count(told) == before + 20
    assert "grunnmur_request_seconds_bucket" in told
    assert "grunnmur_requests" not in ask(pages, "/metrics")


def settled(metrics):
    """How many requests were answered, once those that nobody waited for any more are answered too."""
    before, again = None, count(ask_until_it_answers(metrics, "/metrics"))
    while before != again:
        time.sleep(0.5)
        before, again = again, count(ask(metrics, "/metrics"))
    return again


def count(told):
    start = 'grunnmur_requests_total{method="GET",status="200",view="healthz"} '
    return sum(float(line.removeprefix(start)) for line in told.splitlines() if line.startswith(start))


def test_worker_tells_about_its_queue(cluster, django_db_setup):
    port = free_port()
    environment = os.environ | {"GRUNNMUR_METRICS": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "grunnmur.config.worker", "1"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 (our own command)
    try:
        for _time in range(3):  # each answer has a connection of its own, and gives it back
            told = ask_until_it_answers(port, "/metrics")
            assert "grunnmur_queue_oldest_seconds 0.0" in told
            assert "grunnmur_jobs" in told
    finally:
        process.terminate()
        process.wait(timeout=SECONDS)


def test_queue_tells_how_many_jobs_wait_and_how_long(fjordvik, monkeypatch):
    def water() -> None:
        """Never run."""

    monkeypatch.setattr("grunnmur.core.metrics.connection.close", lambda: None)  # it is the test's own transaction
    defer = job(water)
    with tenant(fjordvik):
        defer()
    jobs, oldest = Queue().collect()
    assert {sample.labels["status"]: sample.value for sample in jobs.samples} == {"todo": 1}
    assert oldest.samples[0].value >= 0
    assert "args" not in COUNTS
