"""The shape of what people type about access."""

from grunnmur.access.forms.giving import GiveForm, LastDayForm, PictureForm
from grunnmur.access.forms.lists import CompareForm, ListForm, MatrixForm
from grunnmur.access.forms.resources import LevelForm, ResourceForm
from grunnmur.access.forms.roles import ContentForm, RoleForm
from grunnmur.access.forms.rules import RuleForm
from grunnmur.access.forms.team import CellForm, MatrixTicksForm, TeamMatrixForm

__all__ = [
    "CellForm",
    "CompareForm",
    "ContentForm",
    "GiveForm",
    "LastDayForm",
    "LevelForm",
    "ListForm",
    "MatrixForm",
    "MatrixTicksForm",
    "PictureForm",
    "ResourceForm",
    "RoleForm",
    "RuleForm",
    "TeamMatrixForm",
]
