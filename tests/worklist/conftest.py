"""Every test here runs on one day, in English."""

from tests.one_day import count_statements, one_day, published

__all__ = ["count_statements", "one_day", "published"]
