"""Addresses of the map's own types, below /map/: what is known of each beside what every element has."""

from django.urls import path

from grunnmur.landscape.rules.details import DETAILS
from grunnmur.landscape.views import details, facts, goals, information, laws, products, suppliers

ELEMENT = "elements/<uuid:element_id>"

urlpatterns = [
    path(f"{ELEMENT}/facts/", facts.facts, name="system_facts"),
    path(f"{ELEMENT}/facts/<slug:code>/", facts.answer, name="answer_fact"),
    path(f"{ELEMENT}/complete/<slug:what>/", facts.confirm, name="confirm_mapping"),
    path(f"{ELEMENT}/content/", information.content, name="information_content"),
    path("information/", information.matrix, name="information_matrix"),
    path("information/categories/", information.categories, name="categories"),
    path("information/categories/<slug:kind>/<slug:code>/", information.change, name="category_change"),
    path("information/categories/<slug:kind>/<slug:code>/remove/", information.remove, name="category_remove"),
    path(f"{ELEMENT}/deliveries/", suppliers.chain, name="supplier_chain"),
    path(f"{ELEMENT}/deliveries/complete/", suppliers.confirm, name="confirm_subsuppliers"),
    path("suppliers/", suppliers.countries, name="suppliers_by_country"),
    path("goals/", goals.goals, name="goals"),
    path("laws/", laws.laws, name="laws"),
    path(f"{ELEMENT}/use/", laws.use, name="law_use"),
    path("products/", products.products, name="products"),
    path("products/new/", products.add, name="product_add"),
    path("products/<uuid:product_id>/", products.product, name="product"),
    path("products/<uuid:product_id>/change/", products.change, name="product_change"),
    path("products/<uuid:product_id>/follow/", products.follow, name="product_follow"),
    *(path(f"new/{kind}/", details.add, {"element_type": kind}, name=f"{kind}_add") for kind in DETAILS),
    *(
        path(
            f"elements/<uuid:element_id>/{kind.replace('_', '-')}/",
            details.details,
            {"element_type": kind},
            name=f"{kind}_details",
        )
        for kind in DETAILS
    ),
]
