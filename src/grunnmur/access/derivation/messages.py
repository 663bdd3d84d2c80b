"""The sentences of an explanation: a key, what it names, and the English text that translators see.

The engine knows no language and no names. Whoever shows a message calls `text_of` with the reader's translation,
names of ids and way of writing days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grunnmur.access.derivation.facts import Id
from grunnmur.core.periods import Period


def _(text: str) -> str:
    """Mark a text for translation; it is translated when it is shown."""
    return text


class Key(StrEnum):
    """What a message says."""

    AS_POSITION = "as_position"
    AS_EMPLOYED = "as_employed"
    AS_FUNCTION = "as_function"
    AS_LEADER = "as_leader"
    AS_ACTING = "as_acting"
    AS_DEPUTY = "as_deputy"
    BY_GRANT = "by_grant"
    EARLY = "early"
    GRACE = "grace"
    EXCLUDED = "excluded"
    EXCLUDED_BY_RULE = "excluded_by_rule"
    ON_LEAVE = "on_leave"
    IN_CONFLICT = "in_conflict"
    WAITING = "waiting"
    ROLE_EXCLUDED = "role_excluded"
    ROLE_EXCLUDED_BY_RULE = "role_excluded_by_rule"
    NEVER_EMPLOYED = "never_employed"
    NOT_EMPLOYED_YET = "not_employed_yet"
    EMPLOYMENT_ENDED = "employment_ended"
    STARTS_LATER = "starts_later"
    HAS_ENDED = "has_ended"
    HOUR_HAS_COME = "hour_has_come"
    ROLE_INACTIVE = "role_inactive"
    NOT_IN_ROLE = "not_in_role"
    NOT_IN_USE = "not_in_use"
    OTHER_UNIT = "other_unit"
    LEFT_OUT_UNIT = "left_out_unit"
    OTHER_POSITION = "other_position"
    OTHER_KIND = "other_kind"
    OTHER_FUNCTION = "other_function"
    NOT_LEADER = "not_leader"
    NOT_FOR_DEPUTIES = "not_for_deputies"
    NOT_NAMED = "not_named"
    LEFT_OUT_PERSON = "left_out_person"
    OTHER_DAYS = "other_days"
    RULE_NOT_STARTED = "rule_not_started"
    RULE_ENDED = "rule_ended"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What a message names: ids, and days.

    other: the role or permission on the other side of a conflict. place: in a queue, set by whoever knows the others.
    """

    permission: Id
    role: Id | None = None
    rule: Id | None = None
    unit: Id | None = None
    position: Id | None = None
    function: Id | None = None
    leader: Id | None = None
    conflict: Id | None = None
    other: Id | None = None
    pool: Id | None = None
    place: int | None = None
    day: date | None = None
    valid: Period | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, not yet in any language."""

    key: Key
    params: Params


TO_ONESELF: Mapping[Key, str] = {
    Key.AS_POSITION: _("You have %(permission)s because you are %(position)s in %(unit)s (%(way)s), %(period)s."),
    Key.AS_EMPLOYED: _("You have %(permission)s because you are employed in %(unit)s (%(way)s), %(period)s."),
    Key.AS_FUNCTION: _("You have %(permission)s because you are %(function)s in %(unit)s (%(way)s), %(period)s."),
    Key.AS_LEADER: _("You have %(permission)s because you lead %(unit)s (%(way)s), %(period)s."),
    Key.AS_ACTING: _("You have %(permission)s because you are acting leader of %(unit)s (%(way)s), %(period)s."),
    Key.AS_DEPUTY: _(
        "You have %(permission)s because you are deputy for %(leader)s in %(unit)s (%(way)s), %(period)s."
    ),
    Key.BY_GRANT: _("You have %(permission)s because it was given to you (%(way)s), %(period)s."),
    Key.EARLY: _("You get %(permission)s early, so that it is ready on %(day)s (%(way)s)."),
    Key.GRACE: _("You keep %(permission)s for a while to hand over (%(way)s), %(period)s."),
}

ABOUT_ANOTHER: Mapping[Key, str] = {
    Key.AS_POSITION: _("%(person)s has %(permission)s as %(position)s in %(unit)s (%(way)s), %(period)s."),
    Key.AS_EMPLOYED: _("%(person)s has %(permission)s as employed in %(unit)s (%(way)s), %(period)s."),
    Key.AS_FUNCTION: _("%(person)s has %(permission)s as %(function)s in %(unit)s (%(way)s), %(period)s."),
    Key.AS_LEADER: _("%(person)s has %(permission)s as leader of %(unit)s (%(way)s), %(period)s."),
    Key.AS_ACTING: _("%(person)s has %(permission)s as acting leader of %(unit)s (%(way)s), %(period)s."),
    Key.AS_DEPUTY: _("%(person)s has %(permission)s as deputy for %(leader)s in %(unit)s (%(way)s), %(period)s."),
    Key.BY_GRANT: _("%(person)s has %(permission)s because it was given (%(way)s), %(period)s."),
    Key.EARLY: _("%(person)s gets %(permission)s early, so that it is ready on %(day)s (%(way)s)."),
    Key.GRACE: _("%(person)s keeps %(permission)s for a while to hand over (%(way)s), %(period)s."),
}

ABOUT_THE_MATTER: Mapping[Key, str] = {
    Key.EXCLUDED: _("%(permission)s is held back by an exclusion, %(period)s."),
    Key.EXCLUDED_BY_RULE: _("%(permission)s is taken away by the rule “%(rule)s”, %(period)s."),
    Key.ON_LEAVE: _("%(permission)s is held back during full leave, %(period)s."),
    Key.IN_CONFLICT: _(
        "%(permission)s is held back %(period)s: “%(conflict)s” does not allow it together with %(other)s."
    ),
    Key.WAITING: _("There is no free seat in %(pool)s for %(permission)s: place %(place)s in the queue, %(period)s."),
    Key.ROLE_EXCLUDED: _("The role %(role)s is held back by an exclusion, %(period)s."),
    Key.ROLE_EXCLUDED_BY_RULE: _("The role %(role)s is taken away by the rule “%(rule)s”, %(period)s."),
    Key.NEVER_EMPLOYED: _("There is no employment, and without one nobody has access."),
    Key.NOT_EMPLOYED_YET: _("The employment starts on %(day)s, and without one nobody has access."),
    Key.EMPLOYMENT_ENDED: _("The last day of employment was %(day)s, and without one nobody has access."),
    Key.STARTS_LATER: _("%(permission)s starts on %(day)s."),
    Key.HAS_ENDED: _("The last day with %(permission)s was %(day)s."),
    Key.HOUR_HAS_COME: _("%(permission)s was given until an hour that has passed."),
    Key.ROLE_INACTIVE: _("The role %(role)s contains %(permission)s, but is not active on this day."),
    Key.NOT_IN_ROLE: _("The role %(role)s does not contain %(permission)s on this day."),
    Key.NOT_IN_USE: _("%(permission)s is not in use on this day."),
    Key.OTHER_UNIT: _("The rule “%(rule)s” gives %(permission)s, but in other units."),
    Key.LEFT_OUT_UNIT: _("The rule “%(rule)s” gives %(permission)s, but leaves out %(unit)s."),
    Key.OTHER_POSITION: _("The rule “%(rule)s” gives %(permission)s, but to other positions."),
    Key.OTHER_KIND: _("The rule “%(rule)s” gives %(permission)s, but for other kinds of employment."),
    Key.OTHER_FUNCTION: _("The rule “%(rule)s” gives %(permission)s, but to those with another function."),
    Key.NOT_LEADER: _("The rule “%(rule)s” gives %(permission)s, but to leaders only."),
    Key.NOT_FOR_DEPUTIES: _("The rule “%(rule)s” gives %(permission)s to leaders, but not to their deputies."),
    Key.NOT_NAMED: _("The rule “%(rule)s” gives %(permission)s, but only to persons it names."),
    Key.LEFT_OUT_PERSON: _("The rule “%(rule)s” gives %(permission)s, but leaves this person out."),
    Key.OTHER_DAYS: _(
        "The rule “%(rule)s” gives %(permission)s, but what it builds on here has other days: %(period)s."
    ),
    Key.RULE_NOT_STARTED: _("The rule “%(rule)s” gives %(permission)s, but does not start until %(day)s."),
    Key.RULE_ENDED: _("The rule “%(rule)s” gave %(permission)s; its last day was %(day)s."),
    Key.NO_RULE: _("No rule leads to %(permission)s; it must be given or asked for."),
}

BY_RULE_AND_ROLE = _("rule “%(rule)s”, role %(role)s")
BY_RULE = _("rule “%(rule)s”")
BY_ROLE = _("role %(role)s")
DIRECTLY = _("directly")

NAMED = ("permission", "role", "rule", "unit", "position", "function", "leader", "conflict", "other", "pool")
"""The fields of Params that are ids, each shown by its name."""

PERIODS: Mapping[tuple[bool, bool], str] = {
    (True, False): _("from %(from)s with no end"),
    (True, True): _("from %(from)s through %(to)s"),
    (False, True): _("through %(to)s"),
    (False, False): _("with no end"),
}
"""How a period is said, by whether it has a first and a last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How one reader is told: translation (gettext), names of ids, days written out, and whom it is about.

    person: the name of the person it is about; None when that is the reader.
    """

    translate: Callable[[str], str]
    names: Mapping[Id, str]
    day: Callable[[date], str]
    person: str | None = None


def text_of(message: Message, reader: Reader) -> str:
    """Return the sentence in the reader's language. Raises KeyError when a name is missing."""
    by_voice = TO_ONESELF if reader.person is None else ABOUT_ANOTHER
    template = by_voice.get(message.key) or ABOUT_THE_MATTER[message.key]
    params = message.params
    named = {field: reader.names[found] for field in NAMED if (found := getattr(params, field)) is not None}
    named["place"] = str(params.place or 1)
    named["way"] = _way(params, named, reader)
    named["period"] = _period(params.valid or Period(), reader)
    named["day"] = reader.day(params.day) if params.day else ""
    named["person"] = reader.person or ""
    return reader.translate(template) % named


def _way(params: Params, named: Mapping[str, str], reader: Reader) -> str:
    """Name the rule and the role between person and permission."""
    if params.rule and params.role:
        return reader.translate(BY_RULE_AND_ROLE) % named
    if params.rule:
        return reader.translate(BY_RULE) % named
    return reader.translate(BY_ROLE if params.role else DIRECTLY) % named


def _period(valid: Period, reader: Reader) -> str:
    """Write a period with its last day, as people say it."""
    first, last = valid.lower, valid.last_day
    template = PERIODS[first is not None, last is not None]
    days = {"from": reader.day(first) if first else "", "to": reader.day(last) if last else ""}
    return reader.translate(template) % days
