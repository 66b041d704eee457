"""What an operator must put right before anything can be sealed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from privacy import scanning
from privacy.sealing import SealingKeyError, decode_key, keyring


@register(Tags.security)
def keys_are_usable(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse missing, malformed and repeated keys; a key file is not made here."""
    file = settings.SEALING_KEY_FILE
    try:
        if settings.SEALING_KEYS:
            for number, key in enumerate(settings.SEALING_KEYS, 1):
                decode_key(key, f"Key {number} of SEALING_KEYS")
        elif file is None or Path(file).exists():
            keyring()
    except SealingKeyError as error:
        return [Error(str(error), hint="See docs/features/privacy.md.", id="privacy.E001")]
    if len(set(settings.SEALING_KEYS)) != len(settings.SEALING_KEYS):
        return [Error("SEALING_KEYS names a key twice.", id="privacy.E002")]
    if not settings.SEALING_KEYS and file is not None and Path(file).exists():
        mode = stat.S_IMODE(Path(file).stat().st_mode)
        if mode & 0o077:
            return [
                Warning(
                    f"Others than the site's user may use the key file {file}.",
                    hint=f"chmod 600 {file}",
                    id="privacy.W001",
                )
            ]
    return []


@register(Tags.security)
def scanner_is_named_well(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse an address of the virus scanner that cannot be one."""
    if not scanning.is_configured():
        return []
    try:
        scanning.ScannerAddress.parse(settings.CLAMAV)
    except scanning.ScannerError as error:
        return [Error(str(error), id="privacy.E003")]
    return []


@register(Tags.security)
def private_files_are_not_public(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to keep private files where uploads are served from."""
    media, private = Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT)
    if private.resolve().is_relative_to(media.resolve()):
        return [
            Error(
                "Private files lie inside MEDIA_ROOT, from which everybody is served.",
                hint="Set ILAW_VAR_DIR to a folder outside ILAW_MEDIA_DIR.",
                id="privacy.E004",
            )
        ]
    return []
