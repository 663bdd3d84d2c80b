"""`python -m tools.openapi`: write the API's document, as it is now, where the tests compare it."""

import json
import os
from pathlib import Path

import django

SNAPSHOT = Path(__file__).resolve().parent.parent / "tests" / "openapi.json"


def document() -> str:
    """Return the OpenAPI document as the snapshot keeps it. Django must be set up."""
    from grunnmur.config.api import api  # noqa: PLC0415  # its models need Django to be set up

    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False, default=str) + "\n"


def main() -> None:
    """Write the snapshot."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grunnmur.config.settings")
    os.environ.setdefault("GRUNNMUR_TEST", "1")
    django.setup()
    SNAPSHOT.write_text(document(), encoding="utf-8")
    print(f"Wrote {SNAPSHOT.name}.")


if __name__ == "__main__":
    main()
