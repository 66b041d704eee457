"""Questions about accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class ApiTokenQuerySet(models.QuerySet[Any]):
    """API tokens."""

    def usable(self, now: datetime) -> Self:
        """Return those neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=now)
