"""What rules would account for what people are seen to have, for programs that read. Nobody is named, only counted."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Schema

from grunnmur.access.api.routes import router
from grunnmur.access.forms.mining import LEAST_SHARE, MOST_SHARE
from grunnmur.access.mining import Settings
from grunnmur.access.mining.proposing import SHARE
from grunnmur.access.queries.mining.proposals import Shown, proposals
from grunnmur.core.http import Request

Share = Annotated[int, Query(ge=LEAST_SHARE, le=MOST_SHARE)]
Without = Annotated[tuple[str, ...], Query()]


class RuleProposalOut(Schema):
    """A rule that would account for something. key: the group's, which names the proposal.

    who: whom it means, in the caller's language. name: what its role would be called. members: how many it means.
    share: how many percent of what it gives they have today. newly: how many memberships would be new. covers: how
    many it accounts for.
    """

    key: str
    who: str
    name: str
    permission_ids: list[UUID]
    permissions: list[str]
    members: int
    share: int
    newly: int
    covers: int


class ProposalsOut(Schema):
    """All proposals, those that account for most first. observed: memberships that were seen; given: by rules already.

    exceptions: those that no proposal accounts for.
    """

    items: list[RuleProposalOut]
    observed: int
    given: int
    covered: int
    exceptions: int


@router.get("/mining/proposals", response=ProposalsOut)
def mining_proposals(request: Request, share: Share = SHARE, without: Without = ()) -> ProposalsOut:
    """Return proposals for what people have today. without: keys of groups that are not proposed."""
    answer = proposals(Settings(share=share, left_out=frozenset(without)), seen_by=request.user)
    return ProposalsOut(
        items=[_proposal(one) for one in answer.shown],
        observed=answer.mined.observed,
        given=answer.mined.given,
        covered=answer.mined.covered,
        exceptions=len(answer.mined.exceptions),
    )


def _proposal(one: Shown) -> RuleProposalOut:
    found = one.proposal
    given = len(found.members) * len(found.permissions)
    return RuleProposalOut(
        key=one.key,
        who=one.who,
        name=one.name,
        permission_ids=sorted(UUID(permission) for permission in found.permissions),
        permissions=list(one.permissions),
        members=len(found.members),
        share=one.share,
        newly=len(found.newly),
        covers=given - len(found.newly),
    )
