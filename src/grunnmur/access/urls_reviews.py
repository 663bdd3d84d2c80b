"""The addresses of reviews, under /access/reviews/."""

from django.urls import path, re_path

from grunnmur.access.views.reviews import campaigns, exports, items

urlpatterns = [
    path("", campaigns.reviews, name="reviews"),
    path("new/", campaigns.new, name="new_review"),
    path("mine/", items.mine, name="my_reviews"),
    re_path(r"^all\.(?P<form>csv|xlsx)$", exports.reviews, name="reviews_file"),
    re_path(r"^mine\.(?P<form>csv|xlsx)$", exports.mine, name="my_reviews_file"),
    path("items/<uuid:item_id>/", items.item, name="review_item"),
    path("items/<uuid:item_id>/undo/", items.undo, name="undo_review_item"),
    path("items/<uuid:item_id>/pass-on/", items.pass_on, name="pass_on_review_item"),
    path("<uuid:review_id>/", campaigns.review, name="review"),
    path("<uuid:review_id>/report.csv", campaigns.export, {"form": "csv"}, name="review_csv"),
    path("<uuid:review_id>/report.xlsx", campaigns.export, {"form": "xlsx"}, name="review_xlsx"),
    path("<uuid:review_id>/report.pdf", campaigns.export, {"form": "pdf"}, name="review_pdf"),
]
