"""What `grunnmur doctor` says of targets."""

from collections.abc import Iterator
from datetime import timedelta

from grunnmur.access.actions.targets.reach import connector_of
from grunnmur.access.models import Target, TargetChange
from grunnmur.access.rules.targets import UnreachableError
from grunnmur.core.clock import now
from grunnmur.core.doctor import Finding, Level
from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant

LATE = timedelta(days=2)


def examine_targets() -> Iterator[Finding]:
    """Tell of each target whether it can be called, was read lately, and took what was sent. Nothing is called."""
    for municipality in Tenant.objects.order_by("slug"):
        with tenant(municipality):
            for target in Target.objects.order_by("name"):
                yield _finding(target, f"{municipality.slug}, target {target.name}")


def _finding(target: Target, called: str) -> Finding:
    try:
        connector_of(target)
    except UnreachableError as refusal:
        mend = "Set the secret, and GRUNNMUR_TARGET_HOSTS, as docs/operate/targets.md tells."
        return Finding(Level.WRONG, f"{called}: {refusal}", mend)
    if target.fault:
        return Finding(Level.WARNING, f"{called}: it was not reached the last time.", "Its page says why.")
    if target.observed_at is None or target.observed_at < now() - LATE:
        return Finding(Level.WARNING, f"{called}: it was not read lately.", "Start `grunnmur work`, or read it now.")
    failed = TargetChange.objects.filter(target=target, state=TargetChange.State.FAILED).count()
    if failed:
        return Finding(
            Level.WARNING, f"{called}: {failed} changes were given up.", "Its page says why; try again there."
        )
    return Finding(Level.OK, f"{called}: works.")
