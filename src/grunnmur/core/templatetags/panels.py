"""Draws the panels that other domains put on a page."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from grunnmur.core.panels import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_content(context: Context, panel: Panel) -> SafeString:
    """Draw what is under a panel's heading, from its own context and nothing else of the page."""
    return render_to_string(panel.template, panel.context, request=context.get("request"))
