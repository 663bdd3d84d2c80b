"""Addresses of the map, below /map/. A noun with many pages has a file of its own, `urls_<noun>.py`, included last."""

from django.urls import URLPattern, URLResolver, include, path

from grunnmur.landscape.views import elements, figure, front, gaps, impact, lists, owners, relations

app_name = "landscape"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("", include("grunnmur.landscape.urls_changes")),  # first: their list takes the place of a list of elements
    path("types/<str:element_type>/", lists.elements, name="elements"),
    path("types/<str:element_type>/list.csv", lists.list_file, {"file_format": "csv"}, name="elements_csv"),
    path("types/<str:element_type>/list.xlsx", lists.list_file, {"file_format": "xlsx"}, name="elements_xlsx"),
    path("types/<str:element_type>/owner/", owners.owners, name="change_owner"),
    path("elements/<uuid:element_id>/", elements.element, name="element"),
    path("elements/<uuid:element_id>/relations/", relations.element_relations, name="element_relations"),
    path("elements/<uuid:element_id>/relate/", relations.add, name="relate"),
    path("elements/<uuid:element_id>/dependencies/", impact.dependencies, name="dependencies"),
    path("elements/<uuid:element_id>/dependencies/branch/", impact.branch, name="branch"),
    path(
        "elements/<uuid:element_id>/dependencies/list.csv",
        impact.dependencies_file,
        {"file_format": "csv"},
        name="dependencies_csv",
    ),
    path(
        "elements/<uuid:element_id>/dependencies/list.xlsx",
        impact.dependencies_file,
        {"file_format": "xlsx"},
        name="dependencies_xlsx",
    ),
    path("elements/<uuid:element_id>/figure/", figure.figure, name="figure"),
    path("elements/<uuid:element_id>/figure.pdf", figure.figure_pdf, name="figure_pdf"),
    path("elements/<uuid:element_id>/history/", elements.element_history, name="element_history"),
    path("elements/<uuid:element_id>/retire/", owners.retire, name="retire_element"),
    path("gaps/owner/", gaps.gap, {"missing": "owner"}, name="gap_owner"),
    path("gaps/relations/", gaps.gap, {"missing": "relations"}, name="gap_relations"),
    path("gaps/use/", gaps.gap, {"missing": "use"}, name="gap_use"),
    path("gaps/single-points/", gaps.points, name="single_points"),
    path("relations/<uuid:relation_id>/", relations.relation, name="relation"),
    path("relations/<uuid:relation_id>/end/", relations.end, name="end_relation"),
    path("", include("grunnmur.landscape.urls_details")),
    path("", include("grunnmur.landscape.urls_exchange")),
]
