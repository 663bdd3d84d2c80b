import psycopg
import pytest
from click.testing import CliRunner

from grunnmur.cli import main
from grunnmur.core import doctor
from grunnmur.core.database_roles import DATABASE, OWNER
from grunnmur.core.doctor import Level, examine

pytestmark = pytest.mark.django_db


def said(level):
    return [finding.said for finding in examine() if finding.level is level]


@pytest.fixture
def owner(cluster):
    """The owner's own connection; what it changes is rolled back."""
    with psycopg.connect(cluster.url(OWNER, DATABASE)) as own:
        yield own
        own.rollback()


def test_migrated_database_is_well():
    well = said(Level.OK)
    assert "The tables are up to date." in well
    assert "The database has the extensions it needs." in well
    assert "The role grunnmur_web is held back by row-level security." in well
    assert any(sentence.endswith("tables of the municipalities have their wall.") for sentence in well)
    assert not [sentence for sentence in said(Level.WRONG) if "translations" not in sentence]


def test_every_fault_says_what_to_do():
    for finding in examine():
        assert bool(finding.mend) == (finding.level is not Level.OK)
        assert finding.said.endswith(".")


def test_short_secret_key_is_found(settings):
    settings.SECRET_KEY = "short"
    assert "The secret key is shorter than 32 characters." in said(Level.WRONG)


def test_switches_of_the_demo_are_found(monkeypatch):
    monkeypatch.setenv("GRUNNMUR_DEMO", "1")
    assert any("GRUNNMUR_DEMO" in sentence for sentence in said(Level.WARNING))


@pytest.mark.parametrize("hosts", [["*"], ["localhost"]])
def test_hosts_that_are_too_many_or_too_few_are_found(settings, hosts):
    settings.ALLOWED_HOSTS = hosts
    assert any(sentence.startswith("Pages can be asked for") for sentence in said(Level.WARNING))


def test_closed_folder_of_files_is_found(settings, monkeypatch, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(doctor.os, "access", lambda path, _mode: path != tmp_path)
    assert f"Files cannot be written to {tmp_path / 'files'}." in said(Level.WRONG)


def test_missing_translation_is_found(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert "The translations are not compiled: nb, nn, da, en." in said(Level.WRONG)


def test_wall_that_was_taken_down_is_found(owner, monkeypatch):
    owner.execute("ALTER TABLE organisation_person DISABLE ROW LEVEL SECURITY")
    monkeypatch.setattr(doctor, "_rows", lambda statement, *values: owner.execute(statement, values).fetchall())
    assert "organisation_person" in doctor._walls().said


def test_owner_is_too_strong_to_serve(owner, monkeypatch):
    monkeypatch.setattr(doctor, "_rows", lambda statement, *values: owner.execute(statement, values).fetchall())
    assert doctor._role().level is Level.WRONG


def test_unapplied_migration_is_found_and_stops_what_needs_tables(monkeypatch):
    monkeypatch.setattr(doctor, "_unapplied", lambda: 2)
    wrong = said(Level.WRONG)
    assert "2 migrations have not been applied." in wrong
    assert not any("municipalit" in finding.said for finding in examine() if finding.level is Level.OK)


def test_database_that_does_not_answer_is_told_and_the_rest_left_out(monkeypatch):
    def refuse():
        raise doctor.DatabaseError("connection refused")

    monkeypatch.setattr(doctor.connection, "ensure_connection", refuse)
    findings = list(examine())
    assert findings[-1].said == "The database does not answer: connection refused"


def test_doctor_ends_with_1_when_something_must_be_mended(settings):
    settings.SECRET_KEY = "short"
    shown = CliRunner().invoke(main, ["doctor"])
    assert shown.exit_code == 1
    assert "wrong   The secret key is shorter than 32 characters." in shown.output
