"""The tables of core."""

from grunnmur.core.models.api_token import ApiToken
from grunnmur.core.models.base import CurrentTenant, TenantForeignKey, TenantModel
from grunnmur.core.models.imports import ImportFinding, ImportLine, ImportProfile, ImportRun
from grunnmur.core.models.personal_data import PersonalDataRead
from grunnmur.core.models.search import SearchEntry, SearchWord
from grunnmur.core.models.session import Session
from grunnmur.core.models.stored_file import StoredFile
from grunnmur.core.models.tenant import LANGUAGES, Tenant, User

__all__ = [
    "LANGUAGES",
    "ApiToken",
    "CurrentTenant",
    "ImportFinding",
    "ImportLine",
    "ImportProfile",
    "ImportRun",
    "PersonalDataRead",
    "SearchEntry",
    "SearchWord",
    "Session",
    "StoredFile",
    "Tenant",
    "TenantForeignKey",
    "TenantModel",
    "User",
]
