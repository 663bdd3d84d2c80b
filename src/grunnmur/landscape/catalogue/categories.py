"""What personal information is about, and whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from grunnmur.landscape.catalogue.reading import Words, entries, words


@dataclass(frozen=True)
class DataCategory:
    """A category of personal data. sensitivity: ordinary, confidential, special, criminal or national_id."""

    code: str
    sensitivity: str
    is_highly_personal: bool
    label: Words


@dataclass(frozen=True)
class SubjectCategory:
    """A category of those the information is about."""

    code: str
    is_vulnerable: bool
    is_child: bool
    is_employee: bool
    label: Words


DATA_CATEGORIES: Mapping[str, DataCategory] = {
    code: DataCategory(
        code=code,
        sensitivity=entry["class"],
        is_highly_personal=entry.get("highly_personal", False),
        label=words(entry["label"]),
    )
    for code, entry in entries("data_categories").items()
}
SUBJECT_CATEGORIES: Mapping[str, SubjectCategory] = {
    code: SubjectCategory(
        code=code,
        is_vulnerable=entry.get("vulnerable", False),
        is_child=entry.get("child", False),
        is_employee=entry.get("employee", False),
        label=words(entry["label"]),
    )
    for code, entry in entries("subject_categories").items()
}
