"""How values are described in the document of the API."""

from django.db.models import TextChoices
from pydantic import WithJsonSchema


def listed(choices: type[TextChoices]) -> WithJsonSchema:
    """Describe a value by the list of what it may be, where it stands.

    As a shape of its own it would be called after the class alone, and every model has its `Kind` or `State`: the
    document would tell of only one of them.
    """
    return WithJsonSchema({"type": "string", "enum": list(choices.values)})
