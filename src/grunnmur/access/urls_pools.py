"""The addresses of licence pools."""

from django.urls import path

from grunnmur.access.views import pools

urlpatterns = [
    path("", pools.pools, name="pools"),
    path("new/", pools.new_pool, name="new_pool"),
    path("<uuid:pool_id>/", pools.pool, name="pool"),
    path("<uuid:pool_id>/change/", pools.change_pool, name="change_pool"),
    path("<uuid:pool_id>/seats/", pools.seats, name="pool_seats"),
    path("<uuid:pool_id>/shares/", pools.share, name="pool_share"),
    path("<uuid:pool_id>/seats.csv", pools.export, {"form": "csv"}, name="pool_csv"),
    path("<uuid:pool_id>/seats.xlsx", pools.export, {"form": "xlsx"}, name="pool_xlsx"),
]
