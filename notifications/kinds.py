"""The kinds of mail there are: what a person may say yes or no to.

Each app registers its own when it starts. A kind that nobody registered is written to the site
only, so that a slip in a name mails nobody something she could not turn off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

#: The kind of everything about signing in; registered by this app.
SECURITY = "security"


def _for_everyone(user: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail.

    `title` and `description` are lazy translations. An essential kind cannot be turned off.
    `is_offered` says whom the choice concerns: reviewers have kinds that others never get.
    """

    name: str
    title: Any
    description: Any
    is_essential: bool = False
    is_offered: Callable[[Any], bool] = _for_everyone


_kinds: dict[str, MailKind] = {}


def register_kind(kind: MailKind) -> None:
    """Have a kind of mail sent; registering a name twice replaces it."""
    _kinds[kind.name] = kind


def find_kind(name: str) -> MailKind | None:
    """Return a kind, None where nobody registered it."""
    return _kinds.get(name)


def is_essential(name: str) -> bool:
    """Return whether a kind cannot be turned off; what nobody registered can."""
    kind = _kinds.get(name)
    return kind is not None and kind.is_essential


def kinds_for(user: User) -> list[MailKind]:
    """Return the kinds that concern a person, in the order of their registration."""
    return [kind for kind in _kinds.values() if kind.is_offered(user)]
