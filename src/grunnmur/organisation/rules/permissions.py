"""The permissions of organisation, and the functions and limits it begins with."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, StartRole, declare

EDIT_PEOPLE = "organisation.edit_people"
EDIT_UNITS = "organisation.edit_units"
APPOINT = "organisation.appoint"
IMPORT_PEOPLE = "organisation.import_people"
RELEASE_IMPORT = "organisation.release_import"
SEE_PROTECTED = "organisation.see_protected"

declare(
    Permission(
        EDIT_PEOPLE,
        _("Hire people and change their employments"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.PERSONNEL),
    ),
    Permission(EDIT_UNITS, _("Change units and who leads them"), needs_unit=True, roles=(StartRole.PERSONNEL,)),
    Permission(
        APPOINT, _("Appoint people to functions"), needs_unit=True, roles=(StartRole.LEADER, StartRole.PERSONNEL)
    ),
    Permission(IMPORT_PEOPLE, _("Import people and units from files"), roles=(StartRole.PERSONNEL,)),
    Permission(
        RELEASE_IMPORT,
        _("Release an import that was held back"),
        is_audience=True,
        roles=(StartRole.PERSONNEL, StartRole.ACCESS_OFFICER),
    ),
    Permission(SEE_PROTECTED, _("See people whose identity is protected"), roles=(StartRole.PERSONNEL,)),
)

# Functions every municipality begins with: code, name in the municipality's own language, where it is needed.
SEEDED_FUNCTIONS = (
    ("hms-ansvarlig", "HMS-ansvarlig", ""),
    ("verneombud", "Verneombud", "units"),  # arbeidsmiljøloven § 6-1
    ("tillitsvalgt", "Tillitsvalgt", ""),
    ("brannvernleder", "Brannvernleder", ""),
    ("personvernombud", "Personvernombud", "municipality"),  # GDPR art. 37(1)(a)
    ("ikt-kontakt", "IKT-kontakt", ""),
    ("superbruker", "Superbruker", ""),
    ("flyttesjef", "Flyttesjef", ""),
    ("kvalitetssikrer", "Kvalitetssikrer", ""),
    ("modellor", "Modellør", ""),
)
LONGEST_DEPUTY_DAYS = 366
