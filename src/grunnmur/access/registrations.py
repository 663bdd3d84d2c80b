"""What access answers for in the house below and above it; called once, when all models are loaded."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grunnmur.access import reactions
from grunnmur.access.actions.desk import NOTICE as LET_IN
from grunnmur.access.actions.desk import OFTEN as LET_IN_OFTEN
from grunnmur.access.actions.mining.accepting import REVIEW_TASK
from grunnmur.access.actions.mining.imports import IMPORTER as OBSERVED
from grunnmur.access.actions.requests.carrying_out import NOTICE as DECIDED
from grunnmur.access.actions.requests.following_up import REMINDER
from grunnmur.access.actions.requests.steps import SUBJECT as REQUEST
from grunnmur.access.actions.requests.steps import TASK_KIND as DECIDE
from grunnmur.access.actions.restraint_tasks import CONFLICT_TASK, POOL, POOL_TASK
from grunnmur.access.actions.reviews.asking import SUBJECT as REVIEW_SUBJECT
from grunnmur.access.actions.reviews.asking import TASK_KIND as ANSWER_REVIEW
from grunnmur.access.actions.scim.guard import TASK_KIND as RELEASE_SCIM
from grunnmur.access.actions.targets.examine import examine_targets
from grunnmur.access.actions.targets.guard import TASK_KIND as RELEASE_PLAN
from grunnmur.access.actions.targets.telling import BY_HAND_TASK, DRIFT_TASK, FAILED_TASK
from grunnmur.access.actions.things import LOST_TASK
from grunnmur.access.queries import change_preview, import_preview, own, people, preview, unit_preview
from grunnmur.access.queries.mining.observed import run_names
from grunnmur.access.queries.pools import owned_beside, pools_among
from grunnmur.access.queries.requests.lists import first_to_decide
from grunnmur.access.queries.requests.sight import requests_among
from grunnmur.access.queries.reviews.listing import names_of_reviews
from grunnmur.access.queries.scim.clients import clients_among, scim_caller
from grunnmur.access.queries.targets.lists import targets_among
from grunnmur.access.views.import_effects import import_panel
from grunnmur.access.views.panel import person_panel
from grunnmur.core import callers, doctor, links, panels, permissions
from grunnmur.core.links import Link, Ref
from grunnmur.core.permissions import Actor
from grunnmur.organisation.queries import PlannedImport
from grunnmur.organisation.rules import (
    AppointmentChange,
    AppointmentEnd,
    DeputyChange,
    EmploymentChange,
    EmploymentEnd,
    EmploymentExtension,
    Hire,
    HireCancellation,
    LeaderChange,
    LeaveChange,
    UnitClosing,
    UnitMove,
)
from grunnmur.worklist.rules import Cadence, NoticeKind, TaskKind, register_kind, register_notice


def register() -> None:
    """Answer for permissions and group keys, and tell what a hire or an end would do."""
    permissions.answer_grants(own.own_permissions)
    permissions.answer_keys(people.keys_of)
    permissions.answer_members("role", people.members_of_role)
    permissions.answer_members("may", people.members_of_may)
    register_kind(TaskKind(name="access.give", label=_("Hand out"), needs_evidence=True))
    register_kind(TaskKind(name=LOST_TASK, label=_("See to what was lost"), needs_evidence=True))
    register_kind(TaskKind(name=RELEASE_SCIM, label=_("Release what a connected system ends"), is_ended_there=True))
    register_kind(TaskKind(name=DECIDE, label=_("Decide about access"), is_ended_there=True))
    register_kind(TaskKind(name=ANSWER_REVIEW, label=_("Review accesses"), is_ended_there=True))
    register_kind(TaskKind(name=CONFLICT_TASK, label=_("Solve a role conflict"), is_ended_there=True))
    register_kind(TaskKind(name=POOL_TASK, label=_("Find more seats")))
    register_kind(TaskKind(name="access.take_back", label=_("Take back"), needs_evidence=True))
    links.preview_with(Hire, preview.preview_hire)
    links.preview_with(EmploymentEnd, preview.preview_end)
    links.preview_with(PlannedImport, import_preview.preview_import)
    register_previews()
    callers.register_caller("/scim/", scim_caller)
    register_kind(TaskKind(name=REVIEW_TASK, label=_("Look again at what was taken over")))
    links.register_kind(OBSERVED.link_kind, observed_links)
    links.register_kind("scim_client", client_links)
    links.register_kind(REQUEST, request_links)
    links.register_kind(REVIEW_SUBJECT, review_links)
    register_kind(TaskKind(name=RELEASE_PLAN, label=_("Release what a target would lose"), is_ended_there=True))
    register_kind(TaskKind(name=FAILED_TASK, label=_("See why a target was not reached")))
    register_kind(TaskKind(name=BY_HAND_TASK, label=_("Put right by hand what a target has too much")))
    register_kind(TaskKind(name=DRIFT_TASK, label=_("Answer what differs in a target"), is_ended_there=True))
    links.register_kind("target", target_links)
    links.register_kind(POOL, pool_links)
    doctor.examine_with(examine_targets)
    panels.register("person", 10, person_panel)
    panels.register("import", 10, import_panel)
    register_notices()


def register_previews() -> None:
    """Tell what changes about somebody who is here, about units and about leaders would give and take."""
    links.preview_with(EmploymentChange, change_preview.preview_change)
    links.preview_with(EmploymentExtension, change_preview.preview_extension)
    links.preview_with(HireCancellation, change_preview.preview_cancellation)
    links.preview_with(LeaveChange, change_preview.preview_leave)
    links.preview_with(AppointmentChange, change_preview.preview_appointment)
    links.preview_with(AppointmentEnd, change_preview.preview_appointment_end)
    links.preview_with(DeputyChange, change_preview.preview_deputy)
    links.preview_with(UnitMove, unit_preview.preview_move)
    links.preview_with(UnitClosing, unit_preview.preview_closing)
    links.preview_with(LeaderChange, unit_preview.preview_leader)


def register_notices() -> None:
    """Say what access tells people. Who gets in, or was given what, is always told; only how soon can be chosen."""
    for kind in (
        NoticeKind(name=LET_IN, label=_("Somebody is let in at the desk"), cadence=Cadence.NOW, is_security=True),
        NoticeKind(name=LET_IN_OFTEN, label=_("Somebody is let in at the desk often"), is_security=True),
        NoticeKind(name=DECIDED, label=_("What became of a request for access"), cadence=Cadence.NOW, is_security=True),
        NoticeKind(name=REMINDER, label=_("A request for access waits for my answer")),
    ):
        register_notice(kind)


def observed_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to files of what people have, for those who may see them."""
    for run, name in run_names(ids, seen_by=seen_by).items():
        yield Link(Ref(OBSERVED.link_kind, run), name, reverse("access:mining:import", args=[run]))


def client_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to connected systems, for those who may see them."""
    for client, name in clients_among(ids, seen_by=seen_by).items():
        yield Link(Ref("scim_client", client), name, reverse("systems:client", args=[client]))


def request_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to requests, for those who may see them: to the line that waits for who decides."""
    waiting = first_to_decide(ids, seen_by=seen_by)
    for request, title in requests_among(ids, seen_by=seen_by).items():
        line = waiting.get(request)
        address = reverse("access:decide", args=[line]) if line else reverse("access:request", args=[request])
        yield Link(Ref(REQUEST, request), title, address)


def review_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to reviews: to her own questions for who is asked, to the progress for who follows it up."""
    for review, (name, is_asked) in names_of_reviews(ids, seen_by=seen_by).items():
        mine = f"{reverse('access:my_reviews')}?review={review}"
        address = mine if is_asked else reverse("access:review", args=[review])
        yield Link(Ref(REVIEW_SUBJECT, review), name, address)


def target_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to targets, for those who may see them."""
    for target, name in targets_among(ids, seen_by=seen_by).items():
        yield Link(Ref("target", target), name, reverse("access:target", args=[target]))


def pool_links(ids: Collection[UUID], seen_by: Actor) -> Iterable[Link]:
    """Return links to licence pools for those who may read them; for who owns what a pool is for, to that."""
    found = pools_among(ids, seen_by=seen_by)
    for pool, name in found.items():
        yield Link(Ref(POOL, pool), name, reverse("access:pool", args=[pool]))
    for pool, (name, resource) in ({} if found else owned_beside(ids, by=seen_by)).items():
        yield Link(Ref(POOL, pool), name, reverse("access:resource", args=[resource]))


__all__ = ["reactions", "register"]
