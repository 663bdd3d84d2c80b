"""Categories of personal data and of people that a municipality adds beside the catalogue's."""

from dataclasses import asdict
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, require
from grunnmur.landscape.actions.fitting import require_fit
from grunnmur.landscape.models import DataCategory, InformationContent, SubjectCategory
from grunnmur.landscape.rules import EDIT_CATALOGUE
from grunnmur.landscape.rules.categories import (
    CatalogueRowError,
    CategoryInUseError,
    DataCategoryFacts,
    SubjectCategoryFacts,
    code_of,
    is_own,
)

Row = TypeVar("Row", DataCategory, SubjectCategory)


def add_data_category(facts: DataCategoryFacts, *, by: Actor) -> DataCategory:
    """Add a category of personal data. Raises PermissionDenied (needs landscape.edit_catalogue), CategoryInUseError."""
    return _add(DataCategory(code=code_of(facts.label)), facts, by=by)


def add_subject_category(facts: SubjectCategoryFacts, *, by: Actor) -> SubjectCategory:
    """Add a category of people. Raises PermissionDenied (needs landscape.edit_catalogue), CategoryInUseError."""
    return _add(SubjectCategory(code=code_of(facts.label)), facts, by=by)


@transaction.atomic
def change_data_category(code: str, facts: DataCategoryFacts, *, by: Actor) -> DataCategory:
    """Say otherwise what a category of one's own is called and how sensitive it is; its code stays.

    Raises CatalogueRowError for one of the catalogue, whose class never changes, PermissionDenied, DoesNotExist.
    """
    return _change(DataCategory, code, facts, by=by)


@transaction.atomic
def change_subject_category(code: str, facts: SubjectCategoryFacts, *, by: Actor) -> SubjectCategory:
    """Say otherwise who belongs to a category of one's own. Raises what `change_data_category` raises."""
    return _change(SubjectCategory, code, facts, by=by)


@transaction.atomic
def remove_data_category(code: str, *, by: Actor) -> None:
    """Take away a category of one's own that no information holds.

    Raises CatalogueRowError, PermissionDenied, CategoryInUseError, DoesNotExist.
    """
    _remove(DataCategory, code, held=InformationContent.objects.filter(data_category=code), by=by)


@transaction.atomic
def remove_subject_category(code: str, *, by: Actor) -> None:
    """Take away a category of people of one's own. Raises what `remove_data_category` raises."""
    _remove(SubjectCategory, code, held=InformationContent.objects.filter(subject_category=code), by=by)


def _remove(model: type[Row], code: str, *, held: QuerySet[InformationContent], by: Actor) -> None:
    require(by, EDIT_CATALOGUE)
    _require_own(code)
    row = model.objects.select_for_update().get(code=code)
    if held.exists():
        raise CategoryInUseError(_("Information on the map holds this category. Take it out there first."))
    row.delete()


def _add(row: Row, facts: DataCategoryFacts | SubjectCategoryFacts, *, by: Actor) -> Row:
    require(by, EDIT_CATALOGUE)
    try:
        with transaction.atomic():
            return _save(row, facts)
    except IntegrityError as error:
        raise CategoryInUseError(_("There is a category called %(name)s already.") % {"name": facts.label}) from error


def _change(model: type[Row], code: str, facts: DataCategoryFacts | SubjectCategoryFacts, *, by: Actor) -> Row:
    require(by, EDIT_CATALOGUE)
    _require_own(code)
    return _save(model.objects.select_for_update().get(code=code), facts)


def _require_own(code: str) -> None:
    if not is_own(code):
        raise CatalogueRowError(_("This category is the same in all municipalities and is not changed here."))


def _save(row: Row, facts: DataCategoryFacts | SubjectCategoryFacts) -> Row:
    for name, value in (asdict(facts) | {"label": " ".join(facts.label.split())}).items():
        setattr(row, name, value)
    require_fit(row, columns=asdict(facts))
    row.save()
    return row
