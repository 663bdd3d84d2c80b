"""The jobs of worklist."""

from procrastinate.contrib.django import app

from grunnmur.core.clock import now
from grunnmur.core.jobs import job
from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant
from grunnmur.worklist import actions, queries


@job
def send_mail() -> None:
    """Send the mails that fall due here, part by part; a second time does nothing."""
    if actions.send_due_mail(at=now()):
        send_mail()


@app.periodic(cron="*/5 * * * *")  # 07:00 somewhere, and whatever is to be tried again
@app.task(name="grunnmur.worklist.tasks.look_for_due_mail", queueing_lock="look_for_due_mail")
def look_for_due_mail(timestamp: int) -> None:  # noqa: ARG001  # procrastinate says when it should have run
    """Let every municipality that has mails due send them, each in a job of its own."""
    for municipality in Tenant.objects.all():
        with tenant(municipality):
            if queries.due_deliveries(at=now()).exists():
                send_mail()
