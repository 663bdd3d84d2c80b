import pytest
from click.testing import CliRunner

from grunnmur.cli import main
from grunnmur.core.tenancy import tenant
from grunnmur.landscape import actions
from tests.factories_landscape import SYSTEM, make_element, make_relation, nobody

pytestmark = pytest.mark.django_db


def ask(*arguments):
    """Call the command in this process: in the test's transaction, as the role that serves."""
    return CliRunner().invoke(main, ["map", "impact", *arguments, "--municipality", "fjordvik"], catch_exceptions=False)


@pytest.fixture
def supplier(fjordvik):
    with tenant(fjordvik):
        supplier, system = make_element("supplier", "Leverandør V"), make_element("system", "Fagsystem X", code="FX")
        step, process = make_element("activity", "Registrer"), make_element("process", "Ansettelse")
        make_relation("supplies", supplier, system)
        make_relation("supports", system, step)
        make_relation("has_step", process, step)
        make_relation("has_step", process, make_element("activity", "Arkiver"))
    return supplier


def test_what_depends_on_a_thing_is_listed_with_paths(supplier):
    told = ask("leverandør v")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[:2] == ["Leverandør: Leverandør V", "Prosesser: 1, Steg: 1, Systemer: 1"]
    assert lines[4].split("  ")[0] == "stopper"
    assert lines[-1].endswith("Ansettelse → består av «Registrer» → bruker Fagsystem X → leveres av Leverandør V")
    assert "Ansettelse (1 av 2 steg rammes)" in lines[-1]


def test_what_a_thing_depends_on_is_listed_too(supplier):
    told = ask("FX", "--direction", "dependencies")
    assert told.exit_code == 0
    assert told.output.splitlines()[-1].endswith("Fagsystem X → leveres av Leverandør V")


def test_thing_that_nothing_depends_on_says_so(supplier):
    told = ask(str(supplier.pk), "--policy", "legal", "--on", "2020-01-01")
    assert told.exit_code == 0
    assert "Ingenting er registrert som avhengig av dette." in told.output


def test_name_of_several_things_lists_them(supplier, fjordvik):
    with tenant(fjordvik):
        others = [make_element("system", "Arkiv"), make_element("information", "Arkiv")]
    told = ask("arkiv")
    assert told.exit_code == 1
    assert all(str(other.pk) in told.output for other in others)


@pytest.mark.parametrize("element", ["Fagsystem", str(nobody())], ids=["a name", "an id"])
def test_unknown_thing_is_refused(supplier, element):
    told = ask(element)
    assert told.exit_code == 1
    assert element in told.output


def test_retired_thing_is_not_found(supplier, fjordvik):
    with tenant(fjordvik):
        actions.retire_element(supplier.pk, by=SYSTEM)
    assert ask(str(supplier.pk)).exit_code == 1


def test_thing_of_another_municipality_is_not_found(supplier, sundby):
    with tenant(sundby):
        foreign = make_element("system", "Fremmed")
    assert ask(str(foreign.pk)).exit_code == 1


def test_unknown_policy_is_refused_by_its_name(supplier):
    told = ask("FX", "--policy", "money")
    assert told.exit_code == 2
    assert "availability" in told.output
