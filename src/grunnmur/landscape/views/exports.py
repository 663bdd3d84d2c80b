"""Taking the map out of the house as a file."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from grunnmur.core.http import Request, page
from grunnmur.core.imports.screen import as_file
from grunnmur.core.permissions import may, require
from grunnmur.landscape.actions.exports import FORMATS, export_map
from grunnmur.landscape.forms.imports import ExportForm
from grunnmur.landscape.queries.exports import Profile
from grunnmur.landscape.rules import EXPORT, EXPORT_SECURITY
from grunnmur.landscape.views.shown import trail

PROFILE_NAMES: Mapping[str, Promise | str] = {
    Profile.PUBLIC: gettext_lazy(
        "Everybody: names of goals, services, laws, processes, units, systems and information"
    ),
    Profile.INTERNAL: gettext_lazy("The house: all that you may see, without answers about security"),
    Profile.SECURITY: gettext_lazy("Those who look after security: the answers about systems too"),
}
FORMAT_NAMES: Mapping[str, Promise | str] = {
    "archimate": gettext_lazy("ArchiMate exchange file (XML), for modelling tools"),
    "csv": gettext_lazy("Archi's CSV files (zip)"),
    "xlsx": gettext_lazy("Spreadsheet (XLSX), one sheet for each type"),
    "json": gettext_lazy("JSON, for programs"),
    "pdf": gettext_lazy("PDF, to read and print"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """Ask for whom the file is and in which format, and send it."""
    require(request.user, EXPORT)
    profiles = [one for one in Profile if one != Profile.SECURITY or may(request.user, EXPORT_SECURITY)]
    form = ExportForm(
        request.POST or None,
        profiles=[(one.value, str(PROFILE_NAMES[one])) for one in profiles],
        formats=[(name, str(FORMAT_NAMES[name])) for name in FORMATS],
        initial={"profile": Profile.INTERNAL.value, "file_format": "xlsx"},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        file = export_map(sent["file_format"], profile=sent["profile"], by=request.user)
        return as_file(file.content, file.name, file.content_type)
    context = {"form": form, "breadcrumbs": trail(last=_("Take out as a file"))}
    return page(request, "landscape/export.html", context, status=422 if request.method == "POST" else 200)
