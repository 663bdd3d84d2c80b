"""The shape of what people type about access."""

from grunnmur.access.forms.giving import GiveForm, TakeAwayForm
from grunnmur.access.forms.lists import ListForm, MatrixForm
from grunnmur.access.forms.rules import EndRuleForm, RuleForm

__all__ = ["EndRuleForm", "GiveForm", "ListForm", "MatrixForm", "RuleForm", "TakeAwayForm"]
