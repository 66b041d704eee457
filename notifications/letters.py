"""What a mail says, before it has a frame: a subject, paragraphs, at most one thing to do.

Apps write letters; `notifications.composing` makes mails of them and the site shows them. So the
words exist once, and a reader who wants discreet mail gets them on the site only.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

    #: What a letter is made of: paragraphs, words of others, things of this site.
    Block: TypeAlias = "str | Promise | Quote | Link"

#: Longer subjects are cut: mail programs show less, and no word of ours needs more.
SUBJECT_LENGTH = 150
#: Marks that turn the direction of what follows them: in a subject they would turn other subjects.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of another person: shown apart, in their own direction, and never as markup."""

    text: str | Promise


def _check_own_path(path: str) -> None:
    """Refuse what is no path of ours. Raises ValueError."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or "\\" in path:
        raise ValueError("A letter links to paths of this site only.")


@dataclass(frozen=True, slots=True)
class Link:
    """Something of this site that a letter names: its title, in whatever language, and its path.

    Raises ValueError for a path that leads to another site.
    """

    text: str | Promise
    path: str

    def __post_init__(self) -> None:
        """Refuse what is no path of ours."""
        _check_own_path(self.path)


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do: a label and a path of this site, which is made an address.

    A secret one (it confirms an address, it sets a password) stands in the mail only, never among
    the messages on the site. Raises ValueError for a path that leads to another site.
    """

    label: str | Promise
    path: str
    is_secret: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no path of ours."""
        _check_own_path(self.path)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said to one person, in her language.

    `discreet` is mailed instead to someone who wants discreet mail, where she could not do without:
    a link that confirms her address. Without it such a mail says only that a message waits.
    """

    subject: str | Promise
    paragraphs: Sequence[Block]
    action: Action | None = None
    discreet: Letter | None = None

    def without_secrets(self) -> Letter:
        """Return the letter as the site may show it."""
        action = self.action if self.action and not self.action.is_secret else None
        return Letter(self.subject, self.paragraphs, action)


def one_line(text: str) -> str:
    """Return a subject that is one line, has no control characters and is not too long."""
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    line = " ".join(_TURNING.sub("", plain).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


def _block_as_data(block: Block) -> str | dict[str, str]:
    if isinstance(block, Quote):
        return {"quote": str(block.text)}
    if isinstance(block, Link):
        return {"text": str(block.text), "path": block.path}
    return str(block)


def _block_of_data(data: str | dict[str, str]) -> Block:
    if isinstance(data, str):
        return data
    return Quote(data["quote"]) if "quote" in data else Link(**data)


def _as_data(letter: Letter) -> dict[str, Any]:
    data: dict[str, Any] = {
        "subject": one_line(str(letter.subject)),
        "paragraphs": [_block_as_data(block) for block in letter.paragraphs],
    }
    if action := letter.action:
        data["action"] = {
            "label": str(action.label),
            "path": action.path,
            "is_secret": action.is_secret,
        }
    if letter.discreet:
        data["discreet"] = _as_data(letter.discreet)
    return data


def _of_data(data: dict[str, Any]) -> Letter:
    return Letter(
        subject=data["subject"],
        paragraphs=[_block_of_data(block) for block in data["paragraphs"]],
        action=Action(**data["action"]) if "action" in data else None,
        discreet=_of_data(data["discreet"]) if "discreet" in data else None,
    )


def to_json(letter: Letter) -> str:
    """Return a letter as text to keep: lazy strings become those of the active language."""
    return json.dumps(_as_data(letter), ensure_ascii=False)


def from_json(text: str) -> Letter:
    """Return the letter that `to_json` kept."""
    return _of_data(json.loads(text))
