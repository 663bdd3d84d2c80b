"""People, units and all that is dated at them, for programs: the same actions and queries as the pages."""

from ninja import Router

from grunnmur.organisation.api import functions, imports, people, units, work

router = Router(tags=["organisation"])
for part in (people, work, units, functions, imports):
    router.add_router("", part.router)
