"""Relations as sources claim them: a process, an access, a file. One live relation, however many claim it."""

from grunnmur.landscape.actions.claims.settling import end_claims_of, lock_relations, settle
from grunnmur.landscape.actions.claims.source import claim_relations

__all__ = ["claim_relations", "end_claims_of", "lock_relations", "settle"]
