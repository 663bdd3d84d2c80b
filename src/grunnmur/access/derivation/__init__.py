"""Effective access, derived: frozen facts in, rows out. See docs/domains/access-derivation.md."""

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import Derived, derive, digest
from grunnmur.access.derivation.difference import Difference, difference, new_clashes, reach
from grunnmur.access.derivation.effective import Allowed, effective
from grunnmur.access.derivation.explain import Explanation, explain
from grunnmur.access.derivation.messages import Message, Reader, text_of

__all__ = [
    "Allowed",
    "Compiled",
    "Derived",
    "Difference",
    "Explanation",
    "Message",
    "Reader",
    "derive",
    "difference",
    "digest",
    "effective",
    "explain",
    "new_clashes",
    "reach",
    "text_of",
]
