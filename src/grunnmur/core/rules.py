"""Permissions that belong to no domain."""

from django.utils.translation import gettext_lazy as _

from grunnmur.core.permissions import Permission, declare

ADMINISTER = "core.administer"

declare(Permission(ADMINISTER, _("Administer Grunnmur in this municipality")))
