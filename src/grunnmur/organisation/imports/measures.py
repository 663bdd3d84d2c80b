"""How much an HR file would do, against what passes without a second look."""

from django.utils.translation import gettext_noop

from grunnmur.core.imports.findings import ERROR
from grunnmur.core.imports.guard import Measure
from grunnmur.organisation.imports.drafting import Draft
from grunnmur.organisation.models import Employment, Leadership, Person, Unit


def measure(draft: Draft) -> list[Measure]:
    """Return the measures of a draft; on an empty municipality new persons are not one of them."""
    on = {"valid__contains": draft.on}
    employed = Employment.objects.filter(**on).count()
    persons = Person.objects.count()
    found = [
        _measure(draft, "ended", gettext_noop("%(count)s employments end (at most %(limit)s)"), employed, (10, 2)),
        _measure(
            draft,
            "closed",
            gettext_noop("%(count)s units close (at most %(limit)s)"),
            Unit.objects.filter(**on).count(),
            (2, 3),
        ),
        _measure(draft, "moved", gettext_noop("%(count)s people move (at most %(limit)s)"), employed, (25, 10)),
        _measure(
            draft,
            "vacated",
            gettext_noop("%(count)s units lose their leader (at most %(limit)s)"),
            Leadership.objects.filter(**on).values("unit").distinct().count(),
            (3, 5),
        ),
        _measure(
            draft, "new keys", gettext_noop("%(count)s known people get a new key (at most %(limit)s)"), persons, (5, 1)
        ),
    ]
    if persons:
        message = gettext_noop("%(count)s people are new (at most %(limit)s)")
        found.append(_measure(draft, "new persons", message, persons, (50, 10)))
    return [*found, _errors(draft)]


def _measure(draft: Draft, name: str, message: str, total: int, limits: tuple[int, int]) -> Measure:
    at_least, percent = limits
    return Measure(message=message, count=draft.counted[name], total=total, at_least=at_least, percent=percent)


def _errors(draft: Draft) -> Measure:
    rows = {(each.place.sheet, each.place.row) for each in draft.reading.findings if each.severity == ERROR}
    message = gettext_noop("%(count)s rows are in error (at most %(limit)s)")
    return Measure(message=message, count=len(rows), total=draft.run.row_count, at_least=0, percent=1)
