"""Walks the house: what every table, address, permission and file of it must have."""

import ast
import inspect
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel
from django.db.models import NOT_PROVIDED
from django.urls import URLPattern, URLResolver, get_resolver

from grunnmur.config.api import api
from grunnmur.core import rls
from grunnmur.core.history import WITHOUT_HISTORY
from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.permissions import declared

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "src" / "grunnmur").rglob("*.py"))
OWN = [path for path in SOURCES if "migrations" not in path.parts]
TENANT_MODELS = list(rls.tenant_models())
LONGEST_FILE, LONGEST_FUNCTION = 500, 50
PUBLIC = {
    "account_login": "where one logs in",
    "account_logout": "asks before it logs out",
    "account_reauthenticate": "asks for the password again; allauth checks that somebody is logged in",
    "account_inactive": "tells that the login is closed",
    "account_reset_password": "asks for an address to send a link to",
    "choose_municipality": "where the host does not say which municipality",
    "demo": "exists only in the demo, on this machine",
    "demo_enter": "exists only in the demo, on this machine",
    "healthz": "for load balancers",
    "language": "the reader's language, before login too",
    "readyz": "for load balancers",
    "scim:root": "asks for a token of its own, and answers 401 in SCIM's words",
    "set_colour_scheme": "light or dark, before login too",
    "tokens": "the municipality's colours",
}


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


def columns_of(index_or_constraint: models.Index | models.BaseConstraint) -> list[str]:
    """The first columns, by name or expression."""
    fields = [name.lstrip("-") for name in getattr(index_or_constraint, "fields", ())]
    expressions = getattr(index_or_constraint, "expressions", ())
    texts = [item[0] if isinstance(item, tuple) else item for item in expressions]
    return fields or [getattr(text, "name", str(text)) for text in texts]


def addresses(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()):
    """Every address of the product, with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name or "")), entry.callback


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_every_tenant_model_has_its_history_or_a_reason(model):
    tracked = {getattr(other, "pgh_tracked_model", None) for other in apps.get_models()}

    assert (model in tracked) != (name_of(model) in WITHOUT_HISTORY)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_every_foreign_key_between_tenant_models_is_a_tenant_foreign_key(model):
    keys = [column for column in model._meta.local_fields if isinstance(column, models.ForeignKey)]
    plain = [key.name for key in keys if not isinstance(key, TenantForeignKey)]

    assert plain == []
    assert model._meta.local_many_to_many == []


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_every_index_and_unique_constraint_starts_with_the_municipality(model):
    unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]

    for one in (*unique, *model._meta.indexes):
        assert columns_of(one)[0] == "tenant_id", one.name


@pytest.mark.parametrize("model", TENANT_MODELS, ids=name_of)
def test_no_model_has_business_steps(model):
    assert "save" not in vars(model)
    assert "delete" not in vars(model)


def test_every_model_is_a_tenant_model_or_on_the_closed_list():
    ours = [model for model in apps.get_models() if model.__module__.startswith("grunnmur.")]
    outside = {
        name_of(model)
        for model in ours
        if not issubclass(model, TenantModel) and not hasattr(model, "pgh_tracked_model")
    }

    assert outside == {"core.Tenant", "core.Session", "landscape.KindPair"}


def test_every_address_wants_a_login_or_is_on_the_public_list():
    """The API asks by itself; its part is the next test."""
    public = {
        name for name, view in addresses() if not getattr(view, "login_required", True) and not name.startswith("api")
    }

    assert {
        name for name in public if name not in PUBLIC and not name.startswith(("account", "social", "openid", "mfa"))
    } == set()


def operations():
    """Every (method, address) of the API, its places filled with something."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        filled = re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000000", path)
        yield from ((method.upper(), filled) for method in methods)


@pytest.mark.parametrize(("method", "path"), list(operations()))
def test_every_operation_of_the_api_asks_who_is_calling(fjordvik, client, settings, method, path):
    settings.ALLOWED_HOSTS = fjordvik.host_names
    answer = client.generic(method, path, headers={"host": "fjordvik.example"}, content_type="application/json")

    assert answer.status_code == HTTPStatus.UNAUTHORIZED


def test_every_permission_is_named_after_its_domain():
    for name in declared():
        domain, _dot, verb = name.partition(".")

        assert f"grunnmur.{domain}" in settings.INSTALLED_APPS
        assert re.fullmatch(r"[a-z_]+", verb), name


def test_no_file_is_too_long():
    long = {path for path in OWN if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE}

    assert long == set()


def test_no_function_is_too_long():
    """That each public one has its promise is guarded by ruff's D rules."""
    functions = [(path, node) for path in OWN for node in functions_of(path)]
    long = [(path, node.name) for path, node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]

    assert long == []


def functions_of(path: Path) -> list[ast.FunctionDef]:
    """Every function of a file, those within others too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_no_name_is_a_bag():
    bags = {"utils", "helpers", "manager", "managers", "service", "services", "common", "misc"}

    assert [path for path in OWN if path.stem in bags] == []


def test_views_do_not_ask_who_the_user_is():
    """Rules are asked for by `require`, `may` and `seen_by`, in actions and queries."""
    views = [path for path in OWN if "views" in path.parts or path.stem == "views"]

    for path in views:
        assert not re.search(r"user\.is_(staff|superuser)", path.read_text(encoding="utf-8")), path


def test_every_event_is_frozen_and_holds_no_model():
    for module in (path for path in OWN if path.stem == "events" and path.parent.name != "core"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            assert any("frozen=True" in ast.unparse(decorator) for decorator in node.decorator_list), node.name
        assert ".models" not in module.read_text(encoding="utf-8")


def test_queries_write_nothing():
    writes = re.compile(r"\.(save|create|bulk_create|update|delete|get_or_create|update_or_create)\(")
    for path in (path for path in OWN if "queries" in path.parts or path.stem == "queries"):
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if writes.search(line)]
        assert [line for line in found if ".objects" in line or ".save(" in line] == [], path


def added_columns():
    """Columns that came later than their table and may not be empty; history tables are filled by triggers."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if not migration.__module__.startswith("grunnmur."):
            continue
        created = {one.name.lower() for one in migration.operations if isinstance(one, CreateModel)}
        for one in migration.operations:
            is_later = isinstance(one, AddField) and one.model_name.lower() not in created
            if is_later and not (one.field.null or one.field.many_to_many or one.field.generated):
                yield f"{app}.{name}: {one.model_name}.{one.name}", one.field


def test_a_column_that_came_after_its_table_has_a_default_in_the_database():
    columns = dict(added_columns())
    assert "worklist.0005_spared: task.spared" in columns
    assert [name for name, field in columns.items() if field.db_default is NOT_PROVIDED] == []


def test_this_file_walks_a_house_that_is_there():
    assert len(TENANT_MODELS) > 30
    assert len(OWN) > 200
    assert len(list(addresses())) > 40
    assert inspect.isclass(TenantModel)
