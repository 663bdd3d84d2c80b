"""The tasks by which reviewers are asked: one for each review and reviewer, as long as something is not answered."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_noop

from grunnmur.access.models import ReviewItem
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist import queries as tasks
from grunnmur.worklist.rules import NewTask

TASK_KIND = "access.review"
SUBJECT = "review"
MESSAGE = gettext_noop("Review accesses: %(review)s (%(count)s)")
SYSTEM = System("Grunnmur")
OPEN = Q(answer="")


def sync_tasks(review_ids: Collection[UUID]) -> None:
    """Open and close tasks so that they fit what is not answered. Run twice, the second writes nothing."""
    rows = ReviewItem.objects.filter(review_id__in=review_ids)
    groups = rows.values("review_id", "review__name", "reviewer_key").annotate(
        count=Count("id"), due=Min("due_date"), left=Count("id", filter=OPEN)
    )
    wanted = [
        NewTask(
            kind=TASK_KIND,
            message=MESSAGE,
            params={"review": group["review__name"], "count": group["count"]},
            subject_kind=SUBJECT,
            subject_id=group["review_id"],
            group_key=group["reviewer_key"],
            due_date=group["due"],
            dedupe_key=f"{group['review_id']}:{group['reviewer_key']}:{group['due']}:{group['count']}",
        )
        for group in groups
        if group["left"]
    ]
    keys = {task.dedupe_key for task in wanted}
    known = {row.dedupe_key: row.pk for row in tasks.tasks_about(SUBJECT, review_ids)}
    worklist.cancel_tasks([task for key, task in known.items() if key not in keys], by=SYSTEM)
    worklist.open_tasks([task for task in wanted if task.dedupe_key not in known], by=SYSTEM)
