"""Writes of access: one function, one thing a person can do."""

from grunnmur.access.actions.catalogue import (
    NewResource,
    change_permission,
    change_resource,
    define_permission,
    define_resource,
    make_permission,
    make_resource,
    retire_permission,
    retire_resource,
)
from grunnmur.access.actions.derive import derive_everyone, derive_people, derive_roles
from grunnmur.access.actions.exclusions import change_access, change_team, end_exclusion, exclude
from grunnmur.access.actions.fulfil import sync_fulfilments, take_over_issued
from grunnmur.access.actions.grants import extend_grant, give, give_role, give_start_role, take_away, take_away_role
from grunnmur.access.actions.matrix import import_role_matrix
from grunnmur.access.actions.roles import (
    activate_role,
    change_content,
    change_role,
    discard_draft,
    draft_role,
    make_role,
    retire_role,
    set_items,
)
from grunnmur.access.actions.rules import change_rule, end_rule, make_rule, save_rule
from grunnmur.access.actions.start import start_role_name, sync_own_permissions
from grunnmur.access.rules import ItemFacts, LevelFacts, RoleFacts, RuleFacts, Selector, Target

__all__ = [
    "ItemFacts",
    "LevelFacts",
    "NewResource",
    "RoleFacts",
    "RuleFacts",
    "Selector",
    "Target",
    "activate_role",
    "change_access",
    "change_content",
    "change_permission",
    "change_resource",
    "change_role",
    "change_rule",
    "change_team",
    "define_permission",
    "define_resource",
    "derive_everyone",
    "derive_people",
    "derive_roles",
    "discard_draft",
    "draft_role",
    "end_exclusion",
    "end_rule",
    "exclude",
    "extend_grant",
    "give",
    "give_role",
    "give_start_role",
    "import_role_matrix",
    "make_permission",
    "make_resource",
    "make_role",
    "make_rule",
    "retire_permission",
    "retire_resource",
    "retire_role",
    "save_rule",
    "set_items",
    "start_role_name",
    "sync_fulfilments",
    "sync_own_permissions",
    "take_away",
    "take_away_role",
    "take_over_issued",
]
