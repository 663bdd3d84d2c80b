"""What depends on a thing on the map, and what it depends on.

    answer = impact(Question(origins=(supplier.pk,)), seen_by=user)
    answer.rows[0].sentence  # "Ansettelse → består av «Registrer» → bruker Fagsystem X → leveres av Leverandør V"

`Question` says what is asked: origins, policy, way (dependents or dependencies), day, overlay of a plan, and which rows
to leave out (types, hops). `impact` answers it with an `Impact`: `origins`, `counts`, `reached` (all, light: thing,
level, distance, group), `rows` (one page, with paths, sentences and steps hit), `arcs` and `things` for the figure.
Files ask with `size=None` and get every row. A plan asks twice, with and without its `Overlay`, and compares the levels
in `reached` by `thing.id`. Everything that is words is made in the language of the thread that reads it.
"""

from grunnmur.landscape.queries.impact.answer import Counts, Group, Impact, Reached, Row, StepsHit, TypeCount
from grunnmur.landscape.queries.impact.asking import PAGE, impact
from grunnmur.landscape.queries.impact.fetching import LIMIT
from grunnmur.landscape.queries.impact.question import MOST_ORIGINS, Overlay, Question
from grunnmur.landscape.queries.impact.wording import Hop, Thing, level_words, path_sentence
from grunnmur.landscape.rules.propagation import Arc, Way

__all__ = [
    "LIMIT",
    "MOST_ORIGINS",
    "PAGE",
    "Arc",
    "Counts",
    "Group",
    "Hop",
    "Impact",
    "Overlay",
    "Question",
    "Reached",
    "Row",
    "StepsHit",
    "Thing",
    "TypeCount",
    "Way",
    "impact",
    "level_words",
    "path_sentence",
]
