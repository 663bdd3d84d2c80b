import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from grunnmur.cli import main
from grunnmur.core.models import User
from grunnmur.core.permissions import may
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment, Person
from grunnmur.portal.actions.municipality import begin

HEADER = "person_id;fornavn;etternavn;epost;stillingsforhold;enhetskode;ansettelsestype;fra"
KARI = "1;Kari;Åsnes;kari@fjordvik.example;1-1;100;fast;01.08.2024"
UNITS = "kode;navn;fra\n100;Rådhuset;01.01.2020\n"


def run(*arguments):
    """Call a command in this process: in the test's transaction, as the role that serves."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def begun(fjordvik):
    """A municipality with the roles that everyone begins with."""
    with tenant(fjordvik):
        begin()
    return fjordvik


@pytest.fixture
def hr_file(tmp_path):
    def write(*rows):
        path = tmp_path / "staff.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return str(path)

    return write


def call(*arguments, home):
    """Call a command as an operator does, in a process of its own."""
    unset = ("DATABASE_URL", "GRUNNMUR_OWNER_URL", "GRUNNMUR_SECRET_KEY")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "grunnmur.cli", *arguments],
        env=environment | {"GRUNNMUR_HOME": str(home)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_first_municipality_begins_once(installation):
    wanted = ("create-municipality", "nordvik", "Nordvik kommune", "--country", "NO", "--host", "nordvik.example")
    first = call(*wanted, home=installation)
    assert first.returncode == 0, first.stderr
    assert "Nordvik kommune has begun." in first.stdout
    second = call(*wanted, home=installation)
    assert second.returncode == 1
    assert "nordvik" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.django_db
def test_import_hr_tells_and_writes_nothing_unless_asked(begun, tmp_path):
    (tmp_path / "enheter.csv").write_text(UNITS, encoding="utf-8")
    told = run("import-hr", str(tmp_path / "enheter.csv"), "--municipality", "fjordvik")
    assert told.exit_code == 0, told.output
    assert "units: add 1" in told.output
    assert "Nothing has been written." in told.output


@pytest.mark.django_db
def test_import_hr_applied_twice_changes_nothing_the_second_time(employed, hr_file):
    with tenant(employed):
        assert Employment.objects.filter(person__display_name="Kari Åsnes").count() == 1
    again = run("import-hr", hr_file(KARI), "--municipality", "fjordvik", "--apply")
    assert again.exit_code == 0, again.output
    assert "Nothing changes." in again.output


@pytest.mark.django_db
def test_import_hr_names_the_row_and_column_of_an_error(begun, hr_file):
    people = hr_file("1;Kari;Åsnes;kari@fjordvik.example;1-1;100;fast;32.08.2024")
    refused = run("import-hr", people, "--municipality", "fjordvik", "--apply")
    assert refused.exit_code == 1
    assert "staff:2 " in refused.output
    assert "[fra]" in refused.output
    with tenant(begun):
        assert not Person.objects.exists()


@pytest.mark.django_db
def test_import_hr_asks_which_municipality_when_there_are_several(begun, hr_file):
    refused = run("import-hr", hr_file())
    assert refused.exit_code == 1
    assert "fjordvik, sundby" in refused.output


@pytest.fixture
def employed(begun, tmp_path, hr_file):
    """The same, with one employee."""
    (tmp_path / "enheter.csv").write_text(UNITS, encoding="utf-8")
    for file in (str(tmp_path / "enheter.csv"), hr_file(KARI)):
        assert run("import-hr", file, "--municipality", "fjordvik", "--apply").exit_code == 0
    return begun


@pytest.mark.django_db
def test_first_administrator_gets_a_login_and_the_right_to_let_others_in(employed):
    given = run("add-administrator", "fjordvik", "KARI@fjordvik.example")
    assert given.exit_code == 0, given.output
    password = given.output.split("Password, shown only now: ")[1].split()[0]
    with tenant(employed):
        login = User.objects.get(username="kari@fjordvik.example")
        assert login.check_password(password)
        assert may(login, "organisation.import_people")


@pytest.mark.django_db
def test_administrator_with_a_login_keeps_its_password(employed):
    with tenant(employed):
        login = User.objects.create_user("kari", password="a password of hers", name="Kari")
        Person.objects.update(user=login)
    given = run("add-administrator", "fjordvik", "kari@fjordvik.example")
    assert given.exit_code == 0, given.output
    assert "Password" not in given.output
    with tenant(employed):
        assert User.objects.get().check_password("a password of hers")


@pytest.mark.django_db
def test_administrator_is_not_made_twice_for_the_same_days(employed):
    run("add-administrator", "fjordvik", "kari@fjordvik.example")
    refused = run("add-administrator", "fjordvik", "kari@fjordvik.example")
    assert refused.exit_code == 1
    assert "is administrator already" in refused.output


@pytest.mark.django_db
def test_nobody_from_outside_is_made_administrator(begun):
    refused = run("add-administrator", "fjordvik", "ada@fjordvik.example")
    assert refused.exit_code == 1
    assert "Nobody who works there today" in refused.output
    with tenant(begun):
        assert not User.objects.exists()
