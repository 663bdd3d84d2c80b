"""The addresses of requests and of how they are decided."""

from django.urls import path, re_path

from grunnmur.access.views.requests import asking, deciding, officer, policies

urlpatterns = [
    path("requests/", asking.requests, name="requests"),
    path("requests/new/", asking.new, name="new_request"),
    path("requests/for/<uuid:person_id>/", asking.basket, name="basket"),
    path("requests/lines/<uuid:line_id>/drop/", asking.drop_line, name="drop_line"),
    path("requests/baskets/<uuid:request_id>/empty/", asking.empty_basket, name="empty_basket"),
    path("requests/all/", officer.all_requests, name="all_requests"),
    re_path(r"^requests\.(?P<form>csv|xlsx)$", officer.export, name="requests_export"),
    path("requests/<uuid:request_id>/", asking.one_request, name="request"),
    path("requests/<uuid:request_id>/withdraw/", asking.withdraw, name="withdraw_request"),
    path("decide/", deciding.to_decide, name="to_decide"),
    path("decide/<uuid:line_id>/", deciding.decide, name="decide"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.new, name="new_policy"),
    path("policies/<uuid:policy_id>/", policies.change, name="change_policy"),
    path("policies/<uuid:policy_id>/remove/", policies.remove, name="remove_policy"),
]
