"""The jobs of organisation."""

from uuid import UUID

from procrastinate.contrib.django import app

from grunnmur.core.clock import today
from grunnmur.core.history_facts import written_with
from grunnmur.core.imports.screen import MOST_AT_ONCE
from grunnmur.core.jobs import job
from grunnmur.core.models import ImportRun, Tenant, User
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import imports
from grunnmur.organisation.actions.days import turn_days as tell_of_days

MOST_WRITTEN_AT_ONCE = 200  # changes; what waits longer than a breath shows how far it is


@job
def plan_import(run_id: str) -> None:
    """Plan an uploaded HR file; a second time does nothing."""
    imports.plan_import(UUID(run_id))


def plan_now_or_by_job(run: ImportRun) -> ImportRun:
    """Plan an uploaded file: at once, or by a job when it is long."""
    if run.row_count <= MOST_AT_ONCE:
        return imports.plan_import(run.pk)
    plan_import(run_id=str(run.pk))
    return run


def apply_now_or_by_job(run: ImportRun, *, by: User) -> ImportRun:
    """Apply a plan: at once, or by a job when it changes much. Raises as `actions.apply_import`."""
    if sum(sum(actions.values()) for actions in run.counts.values()) <= MOST_WRITTEN_AT_ONCE:
        return imports.apply_import(run.pk, by=by)
    begun = imports.begin_apply_import(run.pk, by=by)
    apply_import(run_id=str(run.pk), user_id=str(by.pk))
    return begun


@job
def apply_import(run_id: str, user_id: str) -> None:
    """Apply a planned HR file for the person who asked; a second time does nothing."""
    user = User.objects.get(pk=user_id)
    with written_with(user=user_id, name=str(user)):
        imports.apply_begun_import(UUID(run_id), by=user)


@app.periodic(cron="5 * * * *")  # hourly: it is 00:05 somewhere else in each time zone
@app.task(name="grunnmur.organisation.tasks.look_for_new_days", queueing_lock="look_for_new_days")
def look_for_new_days(timestamp: int) -> None:  # noqa: ARG001  # procrastinate says when it should have run
    """Let every municipality see whether a day has turned there, each in a job of its own."""
    for municipality in Tenant.objects.all():
        with tenant(municipality):
            turn_days()


@job
def turn_days() -> None:
    """Tell of the days that turned in this municipality; a second time does nothing."""
    tell_of_days(up_to=today())
