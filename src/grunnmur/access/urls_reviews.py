"""The addresses of reviews, under /access/reviews/."""

from django.urls import path

from grunnmur.access.views.reviews import campaigns, items

urlpatterns = [
    path("", campaigns.reviews, name="reviews"),
    path("new/", campaigns.new, name="new_review"),
    path("mine/", items.mine, name="my_reviews"),
    path("items/<uuid:item_id>/", items.item, name="review_item"),
    path("items/<uuid:item_id>/undo/", items.undo, name="undo_review_item"),
    path("items/<uuid:item_id>/pass-on/", items.pass_on, name="pass_on_review_item"),
    path("<uuid:review_id>/", campaigns.review, name="review"),
    path("<uuid:review_id>/report.csv", campaigns.export, {"form": "csv"}, name="review_csv"),
    path("<uuid:review_id>/report.xlsx", campaigns.export, {"form": "xlsx"}, name="review_xlsx"),
    path("<uuid:review_id>/report.pdf", campaigns.export, {"form": "pdf"}, name="review_pdf"),
]
