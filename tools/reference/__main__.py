"""Writes docs/reference.md."""

import importlib
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grunnmur.config.settings")
django.setup()

PAGE = Path("docs/reference.md")
page = importlib.import_module("tools.reference.page")  # reads models, so that Django comes first
PAGE.write_text(page.reference(), encoding="utf-8")
print(f"{PAGE} is written.")
