"""All settings in one file. What differs between installations comes from the environment; docs/operate lists it."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pghistory
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("GRUNNMUR_HOME", ".grunnmur")).absolute()
IS_DEMO = os.environ.get("GRUNNMUR_DEMO") == "1"
IS_DEBUG = os.environ.get("GRUNNMUR_DEBUG") == "1"


def given(name: str) -> str:
    """Return what is set in a file of that name in the credentials directory, else in the environment, else ""."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / name).exists():
        return (Path(folder) / name).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def secret(name: str, *, demo: str) -> str:
    """Return a secret that must be set on a server; elsewhere one that is worth nothing."""
    if value := given(name):
        return value
    if os.environ.get("DATABASE_URL") and not IS_DEMO and os.environ.get("GRUNNMUR_TEST") != "1":
        raise ImproperlyConfigured(f"Set {name} in the environment or the credentials directory.")
    return demo


def database(url: str) -> dict[str, object]:
    """Return Django's settings for a postgresql:// address; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


SECRET_KEY = secret("GRUNNMUR_SECRET_KEY", demo="only-for-the-demo-and-the-tests-on-this-machine")
SECRET_KEY_FALLBACKS = [key for key in [given("GRUNNMUR_OLD_SECRET_KEY")] if key]  # still read, never written with
DEBUG = IS_DEBUG
ALLOWED_HOSTS = os.environ.get("GRUNNMUR_HOSTS", "localhost,127.0.0.1").split(",")
_demo_port = os.environ.get("GRUNNMUR_PORT", "8000")
DEMO_HOST = f"127.0.0.1:{_demo_port}" if IS_DEMO else ""  # where the addresses in files lead in the demo
ROOT_URLCONF = "grunnmur.config.urls"
WSGI_APPLICATION = "grunnmur.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Three roles: the owner migrates, web serves, backup reads.
DATABASE_ROLE = "owner" if os.environ.get("GRUNNMUR_AS") == "owner" else "web"
WEB_ROLE = os.environ.get("GRUNNMUR_WEB_ROLE", "grunnmur_web")
BACKUP_ROLE = os.environ.get("GRUNNMUR_BACKUP_ROLE", "grunnmur_backup")
_url = os.environ.get("GRUNNMUR_OWNER_URL" if DATABASE_ROLE == "owner" else "DATABASE_URL", "")
DATABASES = {"default": database(_url or "postgresql://grunnmur_web@/grunnmur")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "template_partials",
    "django_htmx",
    "csp",
    "grunnmur.core",
    "grunnmur.organisation",
    "grunnmur.worklist",
    "grunnmur.landscape",
    "grunnmur.access",
    "grunnmur.publishing",
    "grunnmur.documents",
    "grunnmur.processes",
    "grunnmur.portal",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]

MIDDLEWARE = [
    "grunnmur.core.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "grunnmur.core.middleware.ContentPolicy",
    "grunnmur.core.middleware.municipality",
    "grunnmur.core.middleware.programs",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "grunnmur.core.login.sessions.limits",
    "grunnmur.core.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "grunnmur.core.middleware.history",
    "grunnmur.core.middleware.LoginRequired",
    "grunnmur.core.login.second_factor.second_factor",
    "grunnmur.core.middleware.Errors",
    "grunnmur.core.refused.refused_methods",
    "grunnmur.publishing.views.moved.lead_to_new_codes",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "templates"],  # before the libraries': ours override theirs
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "grunnmur.core.navigation.around",
            ],
        },
    }
]

# Languages: English in the code, Bokmål on the screen unless the municipality or the person says otherwise.
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål"), ("nn", "Norsk nynorsk"), ("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [
    next((p for p in (PACKAGE / "locale", PACKAGE.parent.parent / "locale") if p.exists()), PACKAGE / "locale")
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

# Static files: built by esbuild, hashed by Django, served by WhiteNoise.
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"] if (PACKAGE / "static").exists() else []
_hashed = os.environ.get("GRUNNMUR_TEST") != "1" and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": f"django.contrib.staticfiles.storage.{'Manifest' if _hashed else ''}StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not _hashed
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 55 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail: sent by jobs through one mail server; without one, people are told on the pages only.
EMAIL_HOST = os.environ.get("GRUNNMUR_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("GRUNNMUR_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("GRUNNMUR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = given("GRUNNMUR_SMTP_PASSWORD")
_security = os.environ.get("GRUNNMUR_SMTP_SECURITY", "starttls")
if _security not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("GRUNNMUR_SMTP_SECURITY is starttls, tls or none.")
EMAIL_USE_TLS, EMAIL_USE_SSL = _security == "starttls", _security == "tls"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("GRUNNMUR_MAIL_FROM", "")

# Login.
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "grunnmur.core.auth_backend.PermissionBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CHOOSE_MUNICIPALITY_URL = "/municipality/"
SESSION_ENGINE = "grunnmur.core.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # the longest a login lasts
SESSION_IDLE_SECONDS = 60 * 60  # the longest it lasts unused
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # a username is unique in its municipality, by constraint
ACCOUNT_ADAPTER = "grunnmur.core.login.accounts.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
# A whole municipality may come from one address; one login is tried five times a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "100/m/ip,5/15m/key", "reset_password_from_key": "20/m/ip"}
ACCOUNT_LOGIN_METHODS = {"username"}  # by e-mail allauth would need it unique across municipalities
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False  # unique within the municipality, by constraint
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "grunnmur.core.login.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_TOTP_ISSUER = "Grunnmur"
# Identity providers of each municipality by its slug; their secrets are <slug>__oidc_<id>.
OIDC: dict[str, list[dict[str, str]]] = json.loads(given("GRUNNMUR_OIDC") or "{}")
SOCIALACCOUNT_ADAPTER = "grunnmur.core.login.identity_providers.IdentityProviderAdapter"
# A link to the provider, not a form: browsers hold every redirect after a form to the policy's `form-action`, and
# nobody knows which hosts a provider leads through. Nothing but logging in can be started so.
SOCIALACCOUNT_LOGIN_ON_GET = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if os.environ.get("GRUNNMUR_TEST") == "1":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests make many users
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Systems kept in step: only the hosts named here are ever called, whatever a municipality writes.
TARGET_HOSTS = frozenset(host for host in os.environ.get("GRUNNMUR_TARGET_HOSTS", "").split(",") if host)
TARGET_AUTHORITIES = os.environ.get("GRUNNMUR_TARGET_AUTHORITIES", "")
_bundles = os.environ.get("GRUNNMUR_BUNDLE_FOLDER", str(HOME / "bundles"))
BUNDLE_FOLDER = Path(_bundles).absolute() if _bundles else None  # of the libraries for outages
DROP_FOLDER = Path(os.environ.get("GRUNNMUR_DROP_FOLDER", HOME / "drops")).absolute()

# Addresses of the web that steps and documents lead to: asked once a week. Only the tests let this
# machine be asked too.
WEB_LINKS_ARE_CHECKED = os.environ.get("GRUNNMUR_CHECK_WEB_LINKS", "0" if IS_DEMO else "1") == "1"
WEB_LINKS_MAY_BE_LOOPBACK = False

# Security: strict by default; plain http on loopback only for the demo, the tests and development.
_is_local = IS_DEMO or DEBUG or os.environ.get("GRUNNMUR_TEST") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not _is_local
SECURE_SSL_REDIRECT = not _is_local
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if _is_local else 365 * 24 * 60 * 60
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("GRUNNMUR_BEHIND_PROXY") else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("GRUNNMUR_BEHIND_PROXY") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "grunnmur.core.views.errors.csrf_failure"
CSP_SELF_AND_DATA = [SELF, "data:"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": CSP_SELF_AND_DATA,
        "font-src": CSP_SELF_AND_DATA,
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# History: the context lies in each event row; there is no shared table of contexts.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# Logs: one JSON line each, with the request's number.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"grunnmur.requests": {"level": "WARNING" if _is_local else "INFO"}},  # one line an answer
    "root": {"handlers": ["console"], "level": os.environ.get("GRUNNMUR_LOG_LEVEL", "WARNING")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
