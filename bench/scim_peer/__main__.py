"""Answers on standard output how many CPU seconds so many creates take, for each number on standard input.

The CPU is that of this process and of its PostgreSQL backend. The database is PEER_URL.
"""

import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

parts = urlsplit(os.environ["PEER_URL"])
settings.configure(
    SECRET_KEY="of no worth",  # noqa: S106
    ROOT_URLCONF="scim_peer.urls",
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": parts.username,
            "HOST": parse_qs(parts.query)["host"][0],
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django_scim",
        "scim_peer",
    ],
    AUTH_USER_MODEL="scim_peer.Person",
    MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions")),  # made from the models, at once
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django_scim.middleware.SCIMAuthCheckMiddleware",
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    SCIM_SERVICE_PROVIDER={
        "NETLOC": "localhost",
        "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "x", "description": "x"}],
        "WWW_AUTHENTICATE_HEADER": "Bearer",
    },
)
django.setup()

from django.db import connection  # noqa: E402  # needs the settings
from django.test import Client  # noqa: E402  # the same

from scim_peer.models import Person  # noqa: E402  # the same


def backend_seconds() -> float:
    """Return the CPU seconds of the connection's backend so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()[0]) * 1e-9


def main() -> None:
    """Migrate, log in, then answer."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    client = Client()
    client.force_login(Person.objects.create_superuser("root", "root@peer.example", "x"))
    made = 0
    for line in sys.stdin:
        backend, process = backend_seconds(), time.process_time()
        for _each in range(int(line)):
            made += 1
            body = json.loads(os.environ["PEER_BODY"].replace("NUMBER", str(made)))
            answer = client.post("/scim/v2/Users", json.dumps(body), content_type="application/scim+json")
            assert answer.status_code == 201, answer.content
        print(time.process_time() - process + backend_seconds() - backend, flush=True)


main()
