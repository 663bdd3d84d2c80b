"""Which form each type of element is typed into."""

from collections.abc import Mapping

from grunnmur.landscape.forms.details import (
    CompetenceForm,
    ContactPointForm,
    DetailedForm,
    GoalForm,
    InterfaceForm,
    LawForm,
    ServiceForm,
    TechnologyForm,
)
from grunnmur.landscape.forms.information import InformationForm
from grunnmur.landscape.forms.suppliers import SupplierForm
from grunnmur.landscape.forms.systems import SystemForm

FORMS: Mapping[str, type[DetailedForm]] = {
    form.type: form
    for form in (
        SystemForm,
        InterfaceForm,
        InformationForm,
        SupplierForm,
        ServiceForm,
        GoalForm,
        LawForm,
        TechnologyForm,
        ContactPointForm,
        CompetenceForm,
    )
}
"""The form of each of the map's own types that has details, by type."""
