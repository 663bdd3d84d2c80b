"""Reviews of one municipality are nothing in another."""

import pytest

from grunnmur.access.actions.reviews import Answer, answer_item, close_review
from grunnmur.access.models import Review, ReviewItem
from grunnmur.core.tenancy import tenant
from tests.access.reviews.conftest import item_about, opened
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db


def test_another_municipality_knows_nothing_of_a_review(ground, fjordvik, sundby):
    with tenant(fjordvik):
        review = opened()
        item = item_about(review, "grant", ground.adviser)
    with tenant(sundby):
        assert not Review.objects.filter(pk=review.pk).exists()
        assert not ReviewItem.objects.exists()
        with pytest.raises(ReviewItem.DoesNotExist):
            answer_item(item.pk, Answer(answer="keep"), by=SYSTEM)
        with pytest.raises(Review.DoesNotExist):
            close_review(review.pk, by=SYSTEM)
