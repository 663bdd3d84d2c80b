"""One day, in English."""

from tests.one_day import one_day

__all__ = ["one_day"]
