"""Who may open which address of one's data, and of what the operators see.

A person here has not just proved her password: what asks for a proof sends her there (302).
"""

from __future__ import annotations

from tests.permission_statuses import everybody, signed_in, superuser


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


ROWS = [
    ("privacy:data", nothing, "get", signed_in(200)),
    ("privacy:request-export", nothing, "post", signed_in(302)),
    ("privacy:export", lambda: {"token": "nobodysexprt"}, "get", signed_in(302)),
    ("privacy:erase", nothing, "get", signed_in(302)),
    ("privacy:erase", nothing, "post", signed_in(302)),
    ("privacy:erased", nothing, "get", everybody(200)),
    ("privacy_admin:retention", nothing, "get", superuser(200)),
    ("privacy_admin:access-log", nothing, "get", superuser(200)),
]
