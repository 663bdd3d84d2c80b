"""What needs several domains at once."""

from grunnmur.portal.actions.municipality import NewMunicipality, add_administrator, create_municipality

__all__ = ["NewMunicipality", "add_administrator", "create_municipality"]
