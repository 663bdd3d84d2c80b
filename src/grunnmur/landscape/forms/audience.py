"""Who may know of a thing, as people choose it: everyone, or those of a unit, a function, or both."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

Choice = tuple[str, str]
EVERYONE, SOME, KEEP = "everyone", "some", "keep"
BELOW, FUNCTION = "below:", "function:"  # group keys of the organisation


def audience_choices(before: Sequence[str]) -> list[Choice]:
    """Return the ways to say who may know; also "as it is now" for an audience that the other two cannot say."""
    choices = [(EVERYONE, _("Everyone who works here")), (SOME, _("Only some"))]
    return [*choices, (KEEP, _("As it is now"))] if said(before)["audience"] == KEEP else choices


def said(audience: Iterable[str]) -> dict[str, str]:
    """Return an audience as the fields say it: audience, audience_unit, audience_function."""
    keys = list(audience)
    if keys == [EVERYONE]:
        return {"audience": EVERYONE}
    units = [key.removeprefix(BELOW) for key in keys if key.startswith(BELOW)]
    functions = [key.removeprefix(FUNCTION) for key in keys if key.startswith(FUNCTION) and "@" not in key]
    if len(units) + len(functions) != len(keys) or len(units) > 1 or len(functions) > 1:
        return {"audience": KEEP}
    return {"audience": SOME, "audience_unit": "".join(units), "audience_function": "".join(functions)}


def keys_for(*, unit: str, function: str) -> tuple[str, ...]:
    """Return the group keys of those in a unit and below, and of those who hold a function; blank for neither."""
    return tuple(key for key in (f"{BELOW}{unit}" if unit else "", f"{FUNCTION}{function}" if function else "") if key)
