"""Who may open which address of saved searches. The search named here is another's."""

from __future__ import annotations

from search.enums import Frequency
from tests.accounts.factories import UserFactory
from tests.permission_statuses import everybody, signed_in
from tests.search.alert_scenes import save


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def anothers() -> dict[str, str]:
    """Return the name of a saved search of somebody who does not ask."""
    return {"token": save(UserFactory(), frequency=Frequency.DAILY).token}


def forged() -> dict[str, str]:
    """Return a link that the site never signed."""
    return {"signed": "forged"}


ROWS = [
    ("saved_searches:list", nothing, "get", signed_in(200)),
    # Without words or filters there is nothing to save, and the page says so.
    ("saved_searches:new", nothing, "get", signed_in(200)),
    ("saved_searches:new", nothing, "post", signed_in(200)),
    *(
        (f"saved_searches:{name}", anothers, method, signed_in(404))
        for name in ("change", "delete")
        for method in ("get", "post")
    ),
    ("saved_searches:frequency", anothers, "post", signed_in(404)),
    ("saved_searches:stop", forged, "get", everybody(404)),
    ("saved_searches:stop", forged, "post", everybody(404)),
]
