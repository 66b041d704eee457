"""Who may open which address of letters and of the outbox. Signed links here are forged."""

from __future__ import annotations

from tests.permission_statuses import everybody, signed_in, superuser


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def nobodys() -> dict[str, str]:
    """Return the name of a letter to nobody who asks."""
    return {"token": "nobodysltter"}


def forged() -> dict[str, str]:
    """Return a link that the site never signed."""
    return {"signed": "forged"}


ROWS = [
    ("notifications:messages", nothing, "get", signed_in(200)),
    ("notifications:message", nobodys, "get", signed_in(404)),
    ("notifications:mail", nothing, "get", signed_in(200)),
    ("notifications:mail", nothing, "post", signed_in(302)),
    ("notifications:mail_ask_for_proof", nothing, "post", signed_in(302)),
    *(
        (f"notifications:{name}", forged, method, everybody(404))
        for name in ("mail_proof", "mail_stop", "mail_signed")
        for method in ("get", "post")
    ),
    ("outbox_admin:outbox", nothing, "get", superuser(200)),
    ("outbox_admin:detail", nobodys, "get", superuser(404)),
    ("outbox_admin:retry", nobodys, "post", superuser(404)),
    ("outbox_admin:cancel", nobodys, "post", superuser(404)),
]
