"""Who reads a document because of the steps that use it."""

from uuid import uuid4

import pytest

from grunnmur.core.clock import now
from grunnmur.processes.models import Step, StepLink
from grunnmur.processes.queries.readers import step_readers
from grunnmur.publishing.rules import LEADERS, PUBLISHED_ITEM
from tests.factories_processes import CHOICE
from tests.factories_publishing import make_draft, make_valid
from tests.publishing.conftest import enter, inside, made, standing_factory

__all__ = ["enter", "inside", "made", "standing_factory"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(inside):
    return make_valid(inside, make_draft(inside, CHOICE))


def link(version, item_id, *, uid):
    step = Step.objects.filter(process_version__version=version).first()
    return StepLink.objects.create(
        process_id=step.process_version.process_id,
        uid=uid,
        kind="document",
        name="Rutine",
        target_kind=PUBLISHED_ITEM,
        target_id=item_id,
        linked_at=now(),
    )


def test_those_of_the_step_that_uses_it_read_it(inside, drawn):
    item = uuid4()
    link(drawn, item, uid=Step.objects.get(process_version__version=drawn, element_id="a").uid)

    assert step_readers(item) == {f"unit:{inside.unit.pk}": ["Saksbehandler"]}


def test_those_of_every_step_read_what_the_whole_process_uses(inside, drawn):
    item = uuid4()
    link(drawn, item, uid="")

    assert step_readers(item) == {LEADERS: ["Leder"], f"unit:{inside.unit.pk}": ["Saksbehandler"]}


def test_nobody_reads_what_no_step_uses(drawn):
    assert step_readers(uuid4()) == {}
