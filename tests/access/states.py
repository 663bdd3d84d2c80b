"""What is stored of who has what, to be compared before and after."""

from grunnmur.access.models import Held, RoleContent, Withheld


def everything_held():
    """Return all derived rows, without their ids."""
    columns = ("person_id", "role_id", "permission_id", "scope_unit_id", "valid", "ends_at", "via")
    held = Held.objects.values_list(*columns)
    content = RoleContent.objects.values_list("role_id", "permission_id", "scope", "unit_id", "valid")
    withheld = Withheld.objects.values_list("person_id", "permission_id", "valid", "cause", "source")
    return [sorted(map(str, rows)) for rows in (held, content, withheld)]
