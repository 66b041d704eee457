"""What works, but not as it should: told to whoever watches the site, and to no balancer.

An app registers a check when it starts; `/readyz` names what the checks say. A warning takes no
server out of rotation, because all servers would have it at once. Warnings are public: they name
what is wrong and nothing of whom it concerns.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_checks: dict[str, Callable[[], str]] = {}


def register(name: str, check: Callable[[], str]) -> None:
    """Have a check run; it returns one sentence, or nothing where all is well.

    It must be quick and ask nothing but the database. Registering a name twice replaces it.
    """
    _checks[name] = check


def warnings() -> dict[str, str]:
    """Return what is not as it should be, by the name of the check."""
    found = {}
    for name, check in _checks.items():
        try:
            found[name] = check()
        except Exception:  # a check that fails must not make the site look down
            logger.exception("The health check %s failed", name)
            found[name] = "The check itself failed."
    return {name: warning for name, warning in found.items() if warning}
