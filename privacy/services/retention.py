"""Ending what is due, and telling what would be ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max, Sum

from privacy import registry
from privacy.models import PurgeRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from privacy.registry import RetentionRule

logger = logging.getLogger(__name__)


class PurgeError(Exception):
    """Some rules could not be applied; the others were."""


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """How one rule stands: what is due, and what it has ended so far."""

    name: str
    title: str
    description: str
    due: int
    purged: int
    last_purged_at: datetime | None


def retention_report(now: datetime) -> list[RetentionLine]:
    """Return how every rule stands; nothing is changed."""
    totals = {
        row["rule"]: row
        for row in PurgeRun.objects.order_by()
        .values("rule")
        .annotate(n=Sum("count"), last=Max("at"))
    }
    return [_line(rule, totals.get(rule.name, {}), now) for rule in registry.retention_rules()]


def _line(rule: RetentionRule, total: Mapping[str, Any], now: datetime) -> RetentionLine:
    return RetentionLine(
        name=rule.name,
        title=str(rule.title),
        description=str(rule.description),
        due=rule.rows(now).count(),
        purged=total.get("n", 0),
        last_purged_at=total.get("last"),
    )


def purge_expired(now: datetime) -> dict[str, int]:
    """End what is due by every rule, and return how much that was, by rule.

    Each rule has a transaction of its own. Raises PurgeError, at the end, where one failed.
    """
    ended, failed = {}, []
    for rule in registry.retention_rules():
        try:
            with transaction.atomic():
                ended[rule.name] = rule.purge(rule.rows(now), now)
                if ended[rule.name]:
                    PurgeRun.objects.create(rule=rule.name, count=ended[rule.name], at=now)
        except Exception:  # of one rule; it is told at the end, the others have their turn
            logger.exception("The retention rule %s could not be applied.", rule.name)
            failed.append(rule.name)
    _drop_old_pages()
    if failed:
        raise PurgeError(f"Not applied: {', '.join(failed)}. The others were.")
    return ended


def _drop_old_pages() -> None:
    """Empty SQLite's journal, which keeps earlier versions of what was erased."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
