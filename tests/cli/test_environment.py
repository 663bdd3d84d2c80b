import os
import stat

import psycopg
import pytest
from click.testing import CliRunner

from grunnmur.cli import environment, main


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """An installation that says nothing about its database. monkeypatch also undoes what a command sets."""
    for name in ("DATABASE_URL", "GRUNNMUR_OWNER_URL", "GRUNNMUR_SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("GRUNNMUR_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def reachable_cluster(cluster, monkeypatch):
    """The run's own cluster in the place of the folder's."""
    monkeypatch.setattr(environment, "cluster", lambda: cluster)
    monkeypatch.setattr(cluster, "start", lambda: None)
    monkeypatch.setattr(cluster, "stop", lambda: None)
    return cluster


def test_given_database_is_left_alone(bare, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://grunnmur_web@db.example/grunnmur")
    with environment.database() as private:
        assert private is None
        assert os.environ["DATABASE_URL"] == "postgresql://grunnmur_web@db.example/grunnmur"
    assert list(bare.iterdir()) == []


@pytest.mark.usefixtures("bare")
def test_without_one_a_private_database_is_provided(reachable_cluster):
    with environment.database() as private:
        assert private is reachable_cluster
        for name, role in (("DATABASE_URL", "grunnmur_web"), ("GRUNNMUR_OWNER_URL", "grunnmur_owner")):
            with psycopg.connect(os.environ[name]) as connection:
                assert connection.execute("SELECT current_user").fetchone() == (role,)
        assert os.environ["DJANGO_SETTINGS_MODULE"] == "grunnmur.config.settings"


def test_secret_key_is_made_once_for_each_installation_and_closed(tmp_path):
    path = tmp_path / "secret-key"
    key = environment.secret_key(path)
    assert len(key) >= 60
    assert environment.secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert environment.secret_key(tmp_path / "other") != key


@pytest.mark.usefixtures("bare")
def test_migrate_as_the_serving_role_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://grunnmur_web@db.example/grunnmur")
    refused = CliRunner().invoke(main, ["migrate"])
    assert refused.exit_code == 1
    assert "Set GRUNNMUR_OWNER_URL" in refused.output
