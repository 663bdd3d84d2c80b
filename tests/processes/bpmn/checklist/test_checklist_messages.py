"""Every sentence the package can say is in the catalogues, with the same placeholders."""

import re
from pathlib import Path

import polib
import pytest

from grunnmur.processes.bpmn.checklist.messages import TEMPLATES, message, text

LOCALE = Path(__file__).resolve().parents[4] / "locale"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", ["nb", "nn", "da"])
def test_every_template_is_translated_with_its_placeholders(language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    translated = {entry.msgid: entry.msgstr for entry in catalogue}
    for template in TEMPLATES.values():
        assert set(PLACEHOLDER.findall(translated[template])) == set(PLACEHOLDER.findall(template))


def test_every_key_used_in_the_package_has_a_template():
    package = Path(__file__).resolve().parents[4] / "src/grunnmur/processes/bpmn/checklist"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py")))
    used = set(re.findall(r'message\(\s*"(\w+)"', source))
    assert used == set(TEMPLATES)


def test_message_says_its_template_with_values():
    said = message("number_missing", number=3, before=2, after=4)
    assert text(said) == "Number 3 is missing between 2 and 4."
    assert "%(number)s" in said.template
