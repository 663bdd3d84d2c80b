"""Writes docs/reference.md; with --check, says whether it is up to date and writes nothing."""

import importlib
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grunnmur.config.settings")
django.setup()

PAGE = Path("docs/reference.md")
page = importlib.import_module("tools.reference.page")  # reads models, so that Django comes first
told = page.reference()
if sys.argv[1:] == ["--check"]:
    if PAGE.read_text(encoding="utf-8") != told:
        sys.exit(f"{PAGE} is out of date: run python -m tools.reference")
else:
    PAGE.write_text(told, encoding="utf-8")
    print(f"{PAGE} is written.")
