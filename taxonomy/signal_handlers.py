"""Forget cached labels when a term changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from core import cache
from taxonomy.models import Concept, Country, FocusArea, Region, Subject


def forget_terms(**_kwargs: Any) -> None:
    """Drop what was cached about terms."""
    cache.bump(cache.TAXONOMY)


for _model in (FocusArea, Subject, Concept, Region, Country):
    post_save.connect(forget_terms, sender=_model, dispatch_uid=f"forget-saved-{_model.__name__}")
    post_delete.connect(forget_terms, sender=_model, dispatch_uid=f"forget-gone-{_model.__name__}")
