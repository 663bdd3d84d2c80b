"""The components as HTML: what they say, how they are tied together, and that they trust no text."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from grunnmur.core.forms import OutlineInput
from grunnmur.core.templatetags import dates, ui

TEMPLATES = Path(ui.__file__).resolve().parent.parent / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
EVERY = sorted(TEMPLATES.rglob("*.html"))
HOSTILE = "<script>alert(1)</script>"


class Example(forms.Form):
    title = forms.CharField(label="Title", help_text="Short.")
    note = forms.CharField(label="Note", required=False)
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)


def draw(source, **context):
    return engines["django"].from_string("{% load ui dates %}" + source).render(context)


def test_icon_without_label_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')


def test_icon_with_label_is_an_image_with_that_name():
    drawn = draw('{% icon "bell" label=label %}', label='"News"')
    assert 'role="img" aria-label="&quot;News&quot;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize(
    ("name", "letters"), [("Kari Anne Eksempel", "KE"), ("Åse", "Å"), ("", ""), ("ola von eksempel", "OE")]
)
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert ui.initials(name) == letters


def test_only_what_may_be_left_out_is_marked():
    with translation.override("en"):
        drawn = {name: draw("{% field bound %}", bound=Example()[name]) for name in ("title", "note")}
    assert "optional" in drawn["note"]
    assert "optional" not in drawn["title"]


def test_error_and_help_are_tied_to_the_input():
    drawn = draw("{% field bound %}", bound=Example({"title": ""})["title"])
    described = re.search(r'aria-describedby="([^"]+)"', drawn)[1].split()
    assert described == ["id_title_helptext", "id_title_error"]
    assert all(f'id="{name}"' in drawn for name in described)
    assert 'aria-invalid="true"' in drawn


def test_choices_stand_under_one_legend_in_the_look_of_the_house():
    drawn = draw("{% field bound %}", bound=Example()["size"])
    assert "<legend>Size" in drawn
    assert drawn.count('class="ds-input"') == 2


class Places(forms.Form):
    units = forms.MultipleChoiceField(label="Units", choices=[("a", "Top"), ("b", HOSTILE)], widget=OutlineInput)


def test_choices_of_a_tree_are_set_in_and_searched():
    form = Places(initial={"units": ["b"]})
    form.fields["units"].widget.levels = {"b": 1}
    drawn = draw("{% field form.units %}", form=form)
    assert re.findall(r'data-level="(\d)"', drawn) == ["0", "1"]
    assert 'data-table-filter="id_units-outline"' in drawn
    assert 'id="id_units-outline"' in drawn
    assert HOSTILE not in drawn


def test_mail_address_may_break_before_its_sign_only():
    assert draw("{{ text|mail }}", text="kari.nordmann@fjordvik.example") == "kari.nordmann<wbr>@fjordvik.example"
    assert HOSTILE not in draw("{{ text|mail }}", text=f"{HOSTILE}@{HOSTILE}")


def test_files_fold_to_one_button_and_one_file_is_the_button():
    several = draw('{% include "components/downloads.html" %}', files={"PDF": "/a.pdf", "Word": "/a.docx"})
    assert several.count("<summary>") == 1
    assert several.count("menu-item") == 2
    one = draw('{% include "components/downloads.html" %}', files={"PDF": "/a.pdf"})
    assert "<summary>" not in one
    assert 'href="/a.pdf"' in one


def test_error_summary_leads_to_the_fields():
    drawn = render_to_string("components/error_summary.html", {"form": Example({"note": "x", "size": "s"})})
    assert 'href="#id_title"' in drawn
    assert "autofocus" in drawn


def test_form_without_errors_has_no_summary():
    assert render_to_string("components/error_summary.html", {"form": Example()}).strip() == ""


def test_button_with_address_is_a_link_and_without_is_a_button():
    link = render_to_string("components/button.html", {"label": "Go", "url": "/x/"})
    button = render_to_string("components/button.html", {"label": "Go"})
    assert '<a class="ds-button" href="/x/"' in link
    assert "<button" not in link
    assert '<button class="ds-button" type="submit"' in button


def test_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="longer"):
        ui.beside([{"text": "a"}], [{"label": "A"}, {"label": "B"}])


def test_table_names_each_value_for_the_phone():
    columns = [{"label": "Case"}, {"label": "Documents", "align": "end"}]
    rows = [{"cells": [{"text": "Bridge", "url": "/1/"}, {"text": "4"}]}]
    drawn = render_to_string("components/table.html", {"caption": "Cases", "columns": columns, "rows": rows})
    assert '<th scope="row"><a class="row-link" href="/1/">Bridge</a></th>' in drawn
    assert '<td data-label="Documents" data-align="end">4</td>' in drawn


def test_sorted_column_tells_its_order():
    drawn = render_to_string("components/th.html", {"label": "Due", "sort_url": "?s=1", "sort": "descending"})
    assert 'aria-sort="descending"' in drawn


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_trusts_no_text(path):
    words = "title text label name lead eyebrow meta detail value count caption help error id url tag code about"
    context = dict.fromkeys(words.split(), HOSTILE) | {"field": Example({"title": HOSTILE})["title"]}
    context["on"] = date(2026, 1, 2)
    lists = {"rows": [], "columns": [{"label": HOSTILE}], "facts": [{"label": HOSTILE, "text": HOSTILE}]}
    more = {"tabs": [{"label": HOSTILE, "url": HOSTILE}], "steps": [{"label": HOSTILE, "state": "todo"}]}
    drawn = render_to_string(f"components/{path.name}", context | lists | more)
    assert HOSTILE not in drawn


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_lists_its_variables_at_the_top(path):
    comment = re.match(r"{% comment %}(.*?){% endcomment %}", path.read_text(encoding="utf-8"), re.DOTALL)
    assert comment
    assert re.search(r"Variables|Context", comment[1])


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_template_holds_nothing_the_security_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on", text)
    assert not re.search(r"<script(?![^>]*src=)", text)


def test_includes_of_components_pass_nothing_on_by_accident():
    leaks = [
        (path.name, call)
        for path in EVERY
        for call in re.findall(r'{% include "components/[^%]+ with [^%]+%}', path.read_text(encoding="utf-8"))
        if " only " not in call and not re.search(r"components/(confirm|brand|search_box)\.html", call)
    ]
    assert leaks == []


def test_files_to_take_along_lie_in_one_menu():
    """A button for one file is none beside another: `downloads` folds them."""
    domains = TEMPLATES.parent.parent
    beside = re.compile(r'(?:button\.html" with[^%]*url=|class="ds-button"[^>]*href="{{ )(?:csv|xlsx|pdf)_url')
    several = {path.name: len(beside.findall(path.read_text(encoding="utf-8"))) for path in domains.rglob("*.html")}
    assert {name: count for name, count in several.items() if count > 1} == {}


@pytest.mark.parametrize("name", ["400.html", "413.html", "500.html", "503.html", "core/offline.html"])
def test_page_of_the_worst_day_needs_no_context(name):
    drawn = render_to_string(name)
    assert "<h1>" in drawn
    assert "{{" not in drawn


@pytest.mark.parametrize("code", [403, 404, 405, 409, 422, 500])
def test_error_for_htmx_is_the_notice_alone(code):
    drawn = render_to_string(f"{code}.html#alert", {"sentence": "No such luck."})
    assert 'role="alert"' in drawn
    assert "No such luck." in drawn
    assert "<html" not in drawn


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "3. mai 2026"), ("nn", "3. mai 2026"), ("da", "3. maj 2026"), ("en", "3 May 2026")],
)
def test_day_is_written_in_the_readers_language(language, written):
    with translation.override(language):
        assert dates.local_date(date(2026, 5, 3)) == written


def test_moment_is_written_in_the_zone_of_the_request():
    late = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Oslo"), translation.override("nb"):
        assert dates.local_date(late) == "4. mai 2026"
        assert dates.moment(late) == '<time datetime="2026-05-04T00:30+02:00">4. mai 2026, 00:30</time>'


def test_no_day_is_written_as_nothing():
    assert (dates.local_date(None), dates.local_datetime(None), dates.moment(None)) == ("", "", "")


@pytest.mark.parametrize(("cookie", "scheme"), [("dark", "dark"), ('"><script>', "auto"), ("", "auto")])
def test_only_a_known_colour_scheme_is_taken_from_the_device(cookie, scheme):
    request = RequestFactory().get("/")
    request.COOKIES["colour_scheme"] = cookie
    assert draw("{% colour_scheme %}", request=request) == scheme
