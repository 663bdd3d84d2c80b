"""The map for programs: the same actions and queries as the pages. Each noun has a file and a router of its own."""

from ninja import Router

from grunnmur.landscape.api.changes import router as changes
from grunnmur.landscape.api.elements import router as elements
from grunnmur.landscape.api.files import exports, imports
from grunnmur.landscape.api.information import router as information
from grunnmur.landscape.api.products import router as products
from grunnmur.landscape.api.suppliers import router as suppliers
from grunnmur.landscape.api.systems import router as systems

router = Router(tags=["landscape"])
for _path, _router in {
    "/elements": elements,
    "/systems": systems,
    "/information": information,
    "/products": products,
    "/suppliers": suppliers,
    "/change-cases": changes,
    "/imports": imports,
    "/exports": exports,
}.items():
    router.add_router(_path, _router)
