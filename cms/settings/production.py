"""Production: the same code with every server named by the environment.

Refuses to start when a variable that a safe site needs is missing, so that forgetting one cannot
yield an insecure or half-embedded site.
"""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *

REQUIRED = [
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "AWS_STORAGE_BUCKET_NAME",
    "AWS_PRIVATE_BUCKET_NAME",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "SEALING_KEYS",
]
_missing = [name for name in REQUIRED if not env(name, default="")]
if _missing:
    raise ImproperlyConfigured(
        f"cms.settings.production needs these environment variables: {', '.join(_missing)}. "
        "See docs/configuration.md."
    )
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters; make a longer one.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    raise ImproperlyConfigured("Production needs a PostgreSQL DATABASE_URL, not SQLite.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' accepts forged ones.")

DEBUG = False
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=True)
SEALING_KEY_FILE = None

# The admin shows the preview of a page of ours in a frame, so framing by ourselves stays allowed.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Behind a proxy that ends TLS. ILAW_HTTPS=off is for trying production on one machine only.
_https = env.bool("ILAW_HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Were it none, limits on sign-ins would count the proxy: twenty bad tries of anybody's would shut
# everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SECURE = _https
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
