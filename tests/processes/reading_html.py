"""Finding things in a page: elements by tag and class."""

from lxml import html


def parsed(response):
    """The page of an answer."""
    return html.fromstring(response.text)


def find(element, css, *, tag="*", having=""):
    """The elements below that have a class; `having` is an attribute they must have too."""
    words = f"contains(concat(' ', normalize-space(@class), ' '), ' {css} ')"
    return element.xpath(f".//{tag}[{words}{f' and @{having}' if having else ''}]")


def text_of(element):
    """The text of an element, white space as one blank."""
    return " ".join(element.text_content().split())
