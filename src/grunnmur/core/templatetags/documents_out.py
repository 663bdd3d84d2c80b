"""Lines of documents that are printed."""

from django import template

from grunnmur.core.documents_out import lines

register = template.Library()
register.filter(lines.as_html)
