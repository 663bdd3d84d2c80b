"""The jobs of the flow factory."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from grunnmur.core.history_facts import written_with
from grunnmur.core.jobs import job, later
from grunnmur.core.metrics import counted_job
from grunnmur.core.models import User
from grunnmur.core.tenancy import current_tenant, tenant
from grunnmur.core.web_addresses import reach_all
from grunnmur.publishing import actions

CHECK_WEB = "grunnmur.publishing.tasks.check_web_links"


@job
def refresh_readers(person_ids: str) -> None:
    """Bring the reading of these persons (ids with commas between) in line with their roles; twice does no harm."""
    actions.refresh_duties([UUID(one) for one in person_ids.split(",") if one])


@job
def refresh_all_readers() -> None:
    """Bring everybody's reading in line with who holds which roles; a second time writes nothing."""
    actions.refresh_duties()


@app.task(name=CHECK_WEB)
def check_web_links(tenant_id: str) -> None:
    """Ask the addresses of the web that are due today. Not `@job`: nothing is waited for in a transaction."""
    with counted_job(CHECK_WEB):
        with tenant(UUID(tenant_id)):
            due = actions.gather_addresses()
        found = reach_all(due, may_be_loopback=settings.WEB_LINKS_MAY_BE_LOOPBACK)
        with tenant(UUID(tenant_id)):
            if actions.note_answers(found):
                check_web_later()


def check_web_later() -> None:
    """Let a job ask the addresses that are due, once this transaction is done; one that waits already is enough."""
    here = str(current_tenant().pk)
    if not settings.WEB_LINKS_ARE_CHECKED:
        return
    try:
        with transaction.atomic():
            later(check_web_links, lock=f"web:{here}", queueing_lock=f"web:{here}").defer(tenant_id=here)
    except AlreadyEnqueued:
        return


@job
def plan_documents(run_id: str) -> None:
    """Plan an uploaded list of old documents; a second time does nothing."""
    actions.plan_documents(UUID(run_id))


@job
def apply_documents(run_id: str, user_id: str) -> None:
    """Apply a planned list of old documents for the person who asked; a second time does nothing."""
    user = User.objects.get(pk=user_id)
    with written_with(user=user_id, name=str(user)):
        actions.apply_begun_documents(UUID(run_id), by=user)
