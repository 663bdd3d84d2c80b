"""Between two operations of a migration only what changed is rendered, and everything before it is needed."""

import pytest
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from grunnmur.cli.quick_states import quick_states

KEY = ("id", models.UUIDField(primary_key=True))


def model(name, *fields):
    return ModelState("things", name, [KEY, *fields])


def points_at(name):
    return models.ForeignKey(f"things.{name}", models.CASCADE, related_name="+")


@pytest.fixture
def state():
    found = ProjectState()
    found.add_model(model("Box"))
    found.add_model(model("Shelf", ("box", points_at("Box"))))
    assert found.apps  # rendered
    return found


def shelf_of(state):
    return state.apps.get_model("things", "Shelf")


def test_a_new_model_renders_itself_alone_and_points_at_what_is_there(state):
    before = shelf_of(state)
    with quick_states():
        state.add_model(model("Lid", ("box", points_at("Box"))))

    lid = state.apps.get_model("things", "Lid")
    assert lid._meta.get_field("box").related_model is state.apps.get_model("things", "Box")
    assert shelf_of(state) is before


def test_one_more_field_renders_its_model_alone_and_the_rest_when_it_is_needed(state):
    before = shelf_of(state)
    with quick_states():
        state.add_field("things", "box", "name", models.CharField(max_length=9), preserve_default=True)

    assert [field.name for field in state.apps.get_model("things", "Box")._meta.fields] == ["id", "name"]
    assert shelf_of(state) is before
    state.clear_delayed_apps_cache()  # as Django does before a data migration, and at the end
    assert shelf_of(state)._meta.get_field("box").related_model is state.apps.get_model("things", "Box")


def test_a_changed_or_removed_field_renders_all_that_point_there(state):
    before = shelf_of(state)
    with quick_states():
        state.alter_field("things", "box", "id", models.BigAutoField(primary_key=True), preserve_default=True)

    assert shelf_of(state) is not before
    assert isinstance(shelf_of(state)._meta.get_field("box").target_field, models.BigAutoField)


def test_django_is_left_as_it_was_also_after_a_failure():
    before = ProjectState.reload_model
    with pytest.raises(LookupError), quick_states():
        raise LookupError

    assert ProjectState.reload_model is before
