"""Tags of the components that hold other content, and the small words templates need: icon, field, initials.

Components without content are plain templates under components/, used with {% include %}.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundWidget
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from grunnmur.core.forms import OutlineInput

register = template.Library()

COLOUR_SCHEMES = ("auto", "light", "dark")
COLOUR_SCHEME_COOKIE = "colour_scheme"


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon of icons.json. Without a label it is decoration and screen readers skip it.

    size: empty (as tall as the text) or "large".
    """
    address = f"{static('dist/icons.svg')}#{name}"
    told = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sized = format_html(' data-size="{}"', size) if size else ""
    return format_html('<svg class="icon"{} {} focusable="false"><use href="{}"></use></svg>', sized, told, address)


@register.simple_tag(takes_context=True)
def colour_scheme(context: Context) -> str:
    """Return what the person chose, light or dark; else auto, which follows the device."""
    request = context.get("request")
    chosen = request.COOKIES.get(COLOUR_SCHEME_COOKIE, "") if request else ""
    return chosen if chosen in COLOUR_SCHEMES else "auto"


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def mail(address: object) -> SafeString:
    """Let an e-mail address break before its @ where the line is short, and not within a word."""
    name, sign, domain = str(address).partition("@")
    return format_html("{}<wbr>{}{}", name, sign, domain) if sign else format_html("{}", name)


@register.filter
def beside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:  # what a view put in them
    """Pair each cell of a row with its column."""
    return list(zip(cells, columns, strict=True))


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether a form field is several choices under one legend."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_outline(field: BoundField) -> bool:
    """Tell whether the choices of a form field are those of a tree."""
    return isinstance(field.field.widget, OutlineInput)


@register.filter
def level(choice: BoundWidget) -> int:
    """Return how deep a choice lies in its tree."""
    widget = choice.parent_widget
    return widget.levels.get(str(choice.data["value"]), 0) if isinstance(widget, OutlineInput) else 0


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether a form field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def widget(field: BoundField) -> SafeString:
    """Draw a form field's input in the look of the house; Django ties help and error to it."""
    return field.as_widget(attrs={"class": f"ds-input {field.field.widget.attrs.get('class', '')}".strip()})


@register.filter
def choice_input(choice: BoundWidget) -> SafeString:
    """Draw one of several choices in the look of the house."""
    choice.data["attrs"]["class"] = "ds-input"
    return choice.tag()


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw one form field with label, help, error and whether it may be left out."""
    return render_to_string("components/field.html", {"field": bound})


@register.simple_block_tag
def page_header(content: str, title: str, **facts: Any) -> SafeString:  # facts: see components/page_header.html
    """Draw the head of a page around its actions."""
    return render_to_string("components/page_header.html", {"actions": content, "title": title, **facts})


@register.simple_block_tag
def card(content: str, **facts: Any) -> SafeString:  # facts: see components/card.html
    """Draw a card around its content."""
    return render_to_string("components/card.html", {"content": content, **facts})


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002  # the name HTML uses
    """Draw a dialog around its content; a link with data-dialog="id" opens it."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def why(content: str, question: str) -> SafeString:
    """Draw a short explanation that opens where the question comes up."""
    return render_to_string("components/why.html", {"content": content, "question": question})


@register.simple_block_tag
def filter_bar(content: str, **facts: Any) -> SafeString:  # facts: see components/filter_bar.html
    """Draw the form that narrows a list around its fields."""
    return render_to_string("components/filter_bar.html", {"content": content, **facts})


@register.simple_block_tag
def data_table(content: str, **facts: Any) -> SafeString:  # facts: see components/data_table.html
    """Draw the frame, the caption and the head of a table around its rows."""
    return render_to_string("components/data_table.html", {"content": content, **facts})


@register.simple_block_tag
def error_page(content: str, **facts: Any) -> SafeString:  # facts: see components/error_page.html
    """Draw what went wrong around what one can do about it."""
    return render_to_string("components/error_page.html", {"content": content, **facts})
