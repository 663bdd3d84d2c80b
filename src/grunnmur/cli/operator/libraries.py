"""The library as files, on the command line."""

from grunnmur.core.models import Tenant
from grunnmur.core.tenancy import tenant
from grunnmur.processes.views.bundle import write_bundle


def bundle_content(of: Tenant) -> bytes:
    """Return the zip of the library for outages of a municipality."""
    with tenant(of):
        return write_bundle()
