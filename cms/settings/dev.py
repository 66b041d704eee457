"""The embedded site: what `make run` and a bare `manage.py` use. No variable needs to be set."""

import secrets

from cms.settings.base import *


def _own_secret_key() -> str:
    """Return this checkout's secret key, made once and kept beside its database."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or _own_secret_key()
# Serves static files from where they lie, so that a fresh clone needs no collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
