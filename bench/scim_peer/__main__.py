"""Answers on standard output how many CPU seconds so many creates take, for each number on standard input.

The CPU is that of this process, and beside it that of its PostgreSQL backend. The database is PEER_URL, and has
PEER_USERS users to begin with. With PEER_IS_WALLED its table of users has what every table of ours has: history by a
trigger, and a wall around the municipality, which even the owner does not pass.
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


WALLED = """
    SET app.tenant = '6f1ee2a8-5d2f-4b0e-8f3a-1d2c3b4a5968';
    SET pghistory.context_metadata = '{"name": "SCIM: peer", "request": "6f1ee2a8-5d2f-4b0e-8f3a-1d2c3b4a5968"}';
    ALTER TABLE scim_peer_person ADD COLUMN tenant_id uuid NOT NULL
        DEFAULT nullif(current_setting('app.tenant', true), '')::uuid;
    CREATE TABLE scim_peer_personevent (LIKE scim_peer_person);
    ALTER TABLE scim_peer_personevent ADD COLUMN pgh_id bigserial PRIMARY KEY, ADD COLUMN pgh_created_at timestamptz,
        ADD COLUMN pgh_label text, ADD COLUMN pgh_context jsonb;
    CREATE INDEX ON scim_peer_personevent (id);
    CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO scim_peer_personevent SELECT NEW.*, nextval('scim_peer_personevent_pgh_id_seq'), now(),
                'insert', current_setting('pghistory.context_metadata', true)::jsonb;
            RETURN NULL;
        END $$;
    CREATE TRIGGER history AFTER INSERT ON scim_peer_person FOR EACH ROW EXECUTE FUNCTION keep_history();
    ALTER TABLE scim_peer_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    ALTER TABLE scim_peer_personevent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON scim_peer_person
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
    CREATE POLICY tenant ON scim_peer_personevent
        USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
    CREATE ROLE peer_web;
    GRANT ALL ON ALL TABLES IN SCHEMA public TO peer_web;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO peer_web;
    SET ROLE peer_web;
"""


def fill(users: int) -> None:
    """Add users, and look at the tables as autovacuum does after so many rows."""
    names = {number: f"filled{number}@fjordvik.example" for number in range(1, users + 1)}
    Person.objects.bulk_create(
        Person(scim_id=number, username=name, scim_username=name, scim_external_id=name, email=name)
        for number, name in names.items()
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def build_walls() -> None:
    """Give the table of users history and a wall, and go on as a role that does not pass it."""
    with connection.cursor() as cursor:
        cursor.execute(WALLED)


def check_walls(made: int) -> None:
    """Make sure that every user has history, and that nobody is seen from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM scim_peer_personevent WHERE pgh_context ->> 'name' = 'SCIM: peer'")
        assert cursor.fetchone()[0] >= made
        cursor.execute("SET app.tenant = ''")
        cursor.execute("SELECT count(*) FROM scim_peer_person")
        assert cursor.fetchone()[0] == 0


def main() -> None:
    """Migrate, log in, then answer."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill(int(os.environ["PEER_USERS"]))
    is_walled = bool(os.environ.get("PEER_IS_WALLED"))
    if is_walled:
        build_walls()
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
        print(time.process_time() - process, backend_seconds() - backend, flush=True)
    if is_walled:
        check_walls(made)


main()
