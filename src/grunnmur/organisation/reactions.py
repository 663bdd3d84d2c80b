"""What organisation answers when core asks who a login is, which keys she has, and whom a key means."""

from grunnmur.core.permissions import answer_keys, answer_members, answer_person
from grunnmur.organisation.queries import keys
from grunnmur.organisation.queries.people import person_id_of

answer_person(person_id_of)
answer_keys(keys.keys_of)
for _prefix, _members in {
    "person": keys.person_members,
    "unit": keys.unit_members,
    "below": keys.below_members,
    "leader": keys.leader_members,
    "function": keys.function_members,
    "everyone": keys.everyone,
}.items():
    answer_members(_prefix, _members)
