"""What each app that keeps personal data must offer: export, erasure, and when it ends.

Apps register in `AppConfig.ready()`. Privacy lies below them all, so it asks here instead of
importing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of a person's own that goes into the copy of her data."""

    name: str
    content: bytes


def _no_files(user: User) -> Iterable[ExportFile]:
    return ()


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What one app knows of people.

    `name` begins with the app's label ("membership", "membership.dues") and names its JSON file.
    `export` returns what JSON can hold (dates and times too). `forget` runs in the transaction that
    erases the person, before the apps below and before her user row goes; it removes or empties
    every row that could tell of her, and may raise `privacy.services.ErasureRefusedError`.
    Sealed files whose owner she is need neither: privacy exports and shreds them itself.
    """

    name: str
    export: Callable[[User], dict[str, Any]]
    forget: Callable[[User], None]
    files: Callable[[User], Iterable[ExportFile]] = _no_files


def delete_rows(rows: QuerySet[Any], now: datetime) -> int:
    """Delete rows, and return how many they were without what went with them."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """When some personal data ends.

    `rows` returns what is due at a time; `purge` ends exactly those rows and returns how many they
    were; it deletes them where nothing else is said. `title` and `description` are lazy
    translations and stand on the report.
    """

    name: str
    title: Any
    description: Any
    rows: Callable[[datetime], QuerySet[Any]]
    purge: Callable[[QuerySet[Any], datetime], int] = delete_rows


_personal_data: dict[str, PersonalData] = {}
_retention_rules: dict[str, RetentionRule] = {}
_actions: dict[str, Any] = {}
_actor_labels: list[Callable[[Collection[User]], Mapping[int, str]]] = []


def register_personal_data(data: PersonalData) -> None:
    """Have an app's data exported and erased; registering a name twice replaces it."""
    _personal_data[data.name] = data


def personal_data() -> list[PersonalData]:
    """Return what is registered, apps of the upper layers first.

    INSTALLED_APPS lists the layers from the top; within an app the order of registration holds.
    """
    layers = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    return sorted(
        _personal_data.values(), key=lambda data: layers.get(data.name.partition(".")[0], -1)
    )


def register_retention_rule(rule: RetentionRule) -> None:
    """Have data end in time; registering a name twice replaces it."""
    _retention_rules[rule.name] = rule


def retention_rules() -> list[RetentionRule]:
    """Return all rules by name."""
    return sorted(_retention_rules.values(), key=lambda rule: rule.name)


def register_action(code: str, label: Any) -> None:
    """Say in words what an `action` of the access log is; `label` is a lazy translation."""
    _actions[code] = label


def action_label(code: str) -> str:
    """Return the words for an action, the code itself where nobody gave any."""
    return str(_actions.get(code, code))


def register_actor_labels(labels: Callable[[Collection[User]], Mapping[int, str]]) -> None:
    """Let an upper layer say who actors are to the person whose file they opened.

    It returns, by user id, an office ("Coordinator, Africa"), never more than that person may know,
    for those it knows; with a number of queries that does not grow with the actors.
    """
    _actor_labels.append(labels)


def actor_labels(actors: Iterable[User]) -> dict[int, str]:
    """Return by user id what may be told of actors, the opaque reference where nothing else is."""
    by_id = {actor.pk: actor for actor in actors}
    told = {pk: str(actor) for pk, actor in by_id.items()}
    for labels in reversed(_actor_labels):
        found = labels(list(by_id.values())).items()
        told |= {pk: text for pk, text in found if text and pk in by_id}
    return told


def actor_label(actor: User) -> str:
    """Return what may be told of one actor."""
    return actor_labels([actor])[actor.pk]
