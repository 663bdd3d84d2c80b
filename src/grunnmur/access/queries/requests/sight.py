"""Who may see a request: who asked, who gets it, who decides or decided, and who sees access there."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.models import Decision, Request, RequestLine, StepDecider
from grunnmur.access.queries.sight import sight
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System, person_of
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces


def visible_requests(*, seen_by: Actor) -> QuerySet[Request]:
    """Return the requests that were sent and that the actor may see; her own baskets too."""
    person = person_of(seen_by)
    within = sight(seen_by)
    if isinstance(seen_by, System) or within.is_everywhere:
        return Request.objects.filter(Q(sent_at__isnull=False) | Q(requester_id=person))
    if person is None:
        return Request.objects.none()
    decides = StepDecider.objects.filter(step__line__request=OuterRef("pk"), person_id=person)
    decided = Decision.objects.filter(line__request=OuterRef("pk"), decider_id=person)
    theirs = Q(receiver_id=person) | Exists(decides) | Exists(decided)
    if within:
        people = workplaces.working_at(within, on=today(), seen_by=seen_by).order_by()
        theirs |= Q(receiver__in=people.values("pk"))
    return Request.objects.filter(Q(requester_id=person) | (Q(sent_at__isnull=False) & theirs))


def find_request(request_id: UUID, *, seen_by: Actor) -> Request:
    """Return one request. Raises Request.DoesNotExist, also for one she may not see."""
    return visible_requests(seen_by=seen_by).select_related("requester", "receiver").get(pk=request_id)


def find_line(line_id: UUID, *, seen_by: Actor) -> RequestLine:
    """Return one line of a request that was sent. Raises RequestLine.DoesNotExist, also for one she may not see."""
    rows = RequestLine.objects.filter(request__in=visible_requests(seen_by=seen_by), request__sent_at__isnull=False)
    return rows.select_related("request", "role", "permission__resource", "conflict").get(pk=line_id)


def requests_among(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return those of these requests that she may see, each with a title."""
    rows = visible_requests(seen_by=seen_by).filter(pk__in=ids).values_list("pk", "receiver_id")
    found = dict(rows)
    names = organisation.names_of(set(found.values()), seen_by=seen_by)
    title = _("Request for %(name)s")
    return {pk: title % {"name": names.get(person) or _("a protected person")} for pk, person in found.items()}
