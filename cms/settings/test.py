"""Tests: fast hashing, tasks run at once, nothing written outside a folder of the run's own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_var = Path(tempfile.mkdtemp(prefix="ilaw-test-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ["ILAW_VAR_DIR"] = str(_var)
os.environ["ILAW_MEDIA_DIR"] = str(_var / "media")

from cms.settings.base import *  # noqa: E402  (the folders above must be set first)

SECRET_KEY = "a key for tests only, long enough for every check that looks at its length"  # noqa: S105  (protects nothing)
SEALING_KEYS = ["dGVzdHMgb25seTogcHJvdGVjdHMgbm90aGluZyEhISE="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PAGE_CACHE_SECONDS = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Every test owns its connection; a pool would hand it to the next one half-used.
    DATABASES["default"]["OPTIONS"] = {}
LOGGING |= {
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {"django_tasks": {"level": "ERROR"}, "wagtail": {"level": "ERROR"}},
}
