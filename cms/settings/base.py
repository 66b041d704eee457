"""Settings shared by every way of running the site; every value that varies comes from the environment.

With no variable set the site is embedded: SQLite, local files, database search and task queue,
local-memory cache, mail written to files. `docs/configuration.md` lists every variable.
"""

import zoneinfo
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

#: Everything the running site writes besides uploads: database, static files, mail, private files.
VAR_DIR = Path(env("ILAW_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env("SITE_URL", default="http://localhost:8000")

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "api",
    "home",
    "search",
    "news",
    "library",
    "directory",
    "membership",
    "notifications",
    "accounts",
    "privacy",
    "taxonomy",
    "core",
    # After our own apps, whose templates replace theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail_localize",
    # Replaces wagtail.locales; the two must never be installed together.
    "wagtail_localize.locales",
    "wagtail_localize.modeladmin",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    # Keeps the API's documentation page on our own host instead of a CDN.
    "ninja",
    "laces",
    # Not for its pages: modeladmin's filters and icons come from it.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PageCacheMiddleware",
    # Around the ETag: what it packs differs each time, by the padding that defeats BREACH.
    "core.middleware.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PrivacyHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.SiteLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AccountMiddleware",
    "accounts.middleware.SessionActivityMiddleware",
    "membership.middleware.RoleOnlyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Outside the next one, which looks absent addresses up in the database.
    "core.middleware.NullCharacterMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.frame",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------

DATABASES = {
    "default": env.db_url_config(
        env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Opening a connection costs more than a query, and two writers without IMMEDIATE mean
    # "database is locked": see docs/decisions/0006-embedded-default.md.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
                # What is erased is overwritten, not only unlinked from its table.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }
else:
    # The pool waits for a restarting server instead of answering 500.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)},
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache ----------------------------------------------------------------------------------
# "default" holds what is cached; "shared" holds the few counters by which every process (web,
# worker, command) learns that it must forget it. With Redis both are Redis.

if env("REDIS_URL", default=""):
    CACHES = {
        alias: {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env("REDIS_URL"),
            "KEY_PREFIX": "ilaw",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
        for alias in ("default", "shared")
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        },
        "shared": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "shared-cache",
            "TIMEOUT": None,
        },
    }
#: Seconds an anonymous page may be kept by the in-process page cache; 0 switches it off.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=300)

# --- Files ----------------------------------------------------------------------------------

MEDIA_ROOT = Path(env("ILAW_MEDIA_DIR", default=str(BASE_DIR / "media")))
MEDIA_URL = "/media/"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env("AWS_STORAGE_BUCKET_NAME", default=""):
    _s3 = {
        "endpoint_url": env("AWS_S3_ENDPOINT_URL", default=None),
        "region_name": env("AWS_S3_REGION_NAME", default=None),
        "signature_version": "s3v4",
        "addressing_style": env("AWS_S3_ADDRESSING_STYLE", default="path"),
        "default_acl": None,
        "file_overwrite": False,
    }
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": _s3 | {"bucket_name": env("AWS_STORAGE_BUCKET_NAME"), "querystring_auth": False},
    }
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": _s3
        | {
            "bucket_name": env("AWS_PRIVATE_BUCKET_NAME"),
            "querystring_auth": True,
            "querystring_expire": 300,
        },
    }

# --- Sealing --------------------------------------------------------------------------------

#: Keys that seal private files and texts: 32 bytes each in base64, the current one first; the
#: others still open what they sealed. The embedded site makes one and keeps it in this file.
SEALING_KEYS = env.list("SEALING_KEYS", default=[])
SEALING_KEY_FILE: Path | None = VAR_DIR / "sealing_key"
#: Months after which a declined application is emptied of everything personal.
MEMBERSHIP_DECLINED_MONTHS = env.int("MEMBERSHIP_DECLINED_MONTHS", default=6)
#: Address of a ClamAV server (unix:/path or host:port) that looks at every upload. Where it is
#: named and does not answer, uploads are refused.
CLAMAV = env("CLAMAV", default="")

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Languages ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "français"),
    ("es", "español"),
    ("de", "Deutsch"),
    ("ru", "русский"),
    ("ar", "العربية"),
    ("pt", "português"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
#: Where a text is looked for when it does not exist in the asked language, best first.
LANGUAGE_FALLBACKS = {
    "en": ["fr", "es", "pt", "de", "ru", "ar"],
    "fr": ["en", "es", "pt", "de", "ru", "ar"],
    "es": ["en", "pt", "fr", "de", "ru", "ar"],
    "de": ["en", "fr", "es", "pt", "ru", "ar"],
    "ru": ["en", "fr", "de", "es", "pt", "ar"],
    "ar": ["fr", "en", "es", "pt", "de", "ru"],
    "pt": ["es", "en", "fr", "de", "ru", "ar"],
}
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
FORMAT_MODULE_PATH = ["core.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Accounts -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    # Gives those with a regional role the rights that go with it, for as long as they have it.
    "membership.backends.RegionalRoleBackend",
]
ACCOUNT_ADAPTER = "notifications.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
#: One address an account: a new one takes the old one's place once it is proved.
ACCOUNT_CHANGE_EMAIL = True
#: Five bad tries close an account's door for a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/15m/ip,5/15m/key"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition(":")[0]
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs in with an address she has not proved; and whoever has a second factor may change hers.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "ILAW Network"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = True
#: How many proxies of ours stand before the site; the limits on bad sign-ins count by address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
#: Whether editors, coordinators and staff must sign in with a second factor.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=False)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# In the session rather than in a cookie of its own: one cookie fewer, and a sign-out ends it.
CSRF_USE_SESSIONS = True

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "ILAW Network"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
# Passwords and addresses are set in one place only: the account's own pages.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.forms.SiteDocumentForm"
# Never "direct" or "redirect": both hand out addresses that bypass a collection's privacy.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "doc", "odt", "rtf", "txt", "epub", "xlsx", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 60 * 1024 * 1024
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", "English"),
    ("fr", "français"),
    ("es", "español"),
    ("de", "Deutsch"),
    ("ru", "русский"),
    ("ar", "العربية"),
    ("pt-br", "português do Brasil"),
    ("pt-pt", "português europeu"),
]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    },
}
#: Wagtail's own authoring API, a preview of theirs: for automation, off unless switched on.
WAGTAIL_API_V3 = env.bool("WAGTAIL_API_V3", default=False)
if WAGTAIL_API_V3:
    INSTALLED_APPS.insert(INSTALLED_APPS.index("wagtail.embeds"), "wagtail.api.v3")
WAGTAILAPI_DOCS_ENABLED = False
# Some systems list their own clock as a zone, which browsers do not know.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
# Nothing phones home: no avatars from elsewhere, no update check, no embed providers.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list = []
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_RECENT_EDITS_LIMIT = 10
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}

# A translation stays a draft until a translator publishes it; until then the fallback serves the
# original, honestly marked.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "synced"
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
    "CLASS": env(
        "MACHINE_TRANSLATOR",
        default="wagtail_localize.machine_translators.dummy.DummyTranslator",
    ),
}

# --- Search, documents ----------------------------------------------------------------------

#: Address of an Elasticsearch or OpenSearch server; without one the database searches alone.
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_API_KEY = env("ELASTICSEARCH_API_KEY", default="")
#: "elasticsearch" or "opensearch": they name their media types differently.
ELASTICSEARCH_FLAVOUR = env("ELASTICSEARCH_FLAVOUR", default="elasticsearch")
#: The name under which the site's index is asked; sites that share a server need one each.
ELASTICSEARCH_INDEX = env("ELASTICSEARCH_INDEX", default="ilaw")
#: Seconds and pages after which the text of one file is no longer read.
FILE_TEXT_TIMEOUT = env.int("FILE_TEXT_TIMEOUT", default=60)
FILE_TEXT_MAX_PAGES = env.int("FILE_TEXT_MAX_PAGES", default=5000)
#: Whom harvesters may write to; the provider at /oai tells it.
OAI_ADMIN_EMAIL = env("OAI_ADMIN_EMAIL", default="")

# --- Tasks, mail, logs ----------------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    },
}

if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    # One file for each mail, so that erasing a person erases those to her and about her.
    EMAIL_BACKEND = "notifications.mailfiles.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="ILAW Network <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
#: Domain to which mail servers send what could not be delivered; unset, the sender's own address.
BOUNCE_DOMAIN = env("BOUNCE_DOMAIN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}

# --- Security headers -----------------------------------------------------------------------

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Files may lie on another host of ours (S3); nothing else may be loaded from outside.
_media_hosts = env.list("MEDIA_HOSTS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *_media_hosts],
        "media-src": ["'self'", *_media_hosts],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        # The page preview in the admin shows our pages in a frame.
        "frame-ancestors": ["'self'"],
    },
}
# Wagtail's page editor and the translation editor use inline scripts and styles.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", *_media_hosts],
}
