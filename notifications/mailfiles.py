"""The embedded site's mail: each message in a file of its own that any mail program opens."""

from __future__ import annotations

import os
import secrets
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class EmailBackend(BaseEmailBackend):
    """Writes mail to EMAIL_FILE_PATH. Django's own appends the mails of one run to one file."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        """Take the folder from the settings, or as `file_path`."""
        self.folder = Path(kwargs.pop("file_path", None) or settings.EMAIL_FILE_PATH)
        super().__init__(fail_silently=fail_silently, **kwargs)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message whole or not at all, and return how many there were."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
            path = self.folder / f"{stamp}-{secrets.token_hex(6)}.eml"
            draft = path.with_suffix(".part")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(message.message().as_bytes())
            draft.rename(path)
        return len(email_messages)


def forget_mail_files(addresses: set[str], tokens: set[str]) -> int:
    """Delete the files of mail to some addresses, or of mails with some tokens; return how many."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return 0
    wanted = {address.casefold() for address in addresses}
    found = [path for path in Path(folder).glob("*.eml") if _is_one_of(path, wanted, tokens)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _is_one_of(path: Path, addresses: set[str], tokens: set[str]) -> bool:
    try:
        message = message_from_bytes(path.read_bytes(), policy=policy.compat32)
    except FileNotFoundError:
        return False
    lines = [str(line) for name in ("To", "Cc") for line in message.get_all(name, [])]
    token = str(message.get("Message-ID", "")).strip("<> ").partition("@")[0]
    return token in tokens or any(
        address.casefold() in addresses for _name, address in getaddresses(lines)
    )
