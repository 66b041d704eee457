"""Exchanging keys: what older keys sealed is sealed with the current one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import TextField
from django.db.models.functions import Cast

from privacy.fields import SealedTextField
from privacy.models import SealedFile
from privacy.sealing import SealingError, is_sealed_with_current_key, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ResealCounts:
    """What came of it."""

    resealed: int = 0
    current: int = 0
    failed: int = 0


def reseal(batch_size: int = 500) -> ResealCounts:
    """Seal every text and every file's key anew that an older key sealed.

    It may be stopped and run again at any time, and beside the running site: what is current is
    passed over, and a row is changed only if it is still what was read. What does not open is
    logged, counted and left as it is.
    """
    counts = ResealCounts()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField):
                _reseal_texts(model, field, batch_size, counts)
    _reseal_file_keys(batch_size, counts)
    return counts


def _batches(rows: QuerySet[Any, Any], size: int) -> Iterator[tuple[Any, Any]]:
    """Yield all rows of (pk, stored) in the order of their keys, without holding a cursor open."""
    last = None
    while True:
        following = rows if last is None else rows.filter(pk__gt=last)
        batch = list(following.order_by("pk")[:size])
        yield from batch
        if len(batch) < size:
            return
        last = batch[-1][0]


def _reseal_texts(
    model: type[Model], field: SealedTextField, batch_size: int, counts: ResealCounts
) -> None:
    # Cast, so that the database's own value comes out instead of the opened one.
    rows = model._base_manager.annotate(stored_value=Cast(field.name, TextField()))
    written = rows.exclude(stored_value="").exclude(stored_value=None)
    for pk, stored in _batches(written.values_list("pk", "stored_value"), batch_size):
        try:
            if is_sealed_with_current_key(field.sealed_bytes(stored)):
                counts.current += 1
                continue
            text = field.open(stored)
        except SealingError as error:
            _tell_failure(counts, f"{model._meta.label} {pk}, {field.name}", error)
            continue
        unchanged = rows.filter(pk=pk, stored_value=stored)
        counts.resealed += unchanged.update(**{field.name: text})


def _reseal_file_keys(batch_size: int, counts: ResealCounts) -> None:
    rows = SealedFile.objects.filter(wrapped_key__isnull=False)
    for pk, name in _batches(rows.values_list("pk", "storage_name"), batch_size):
        file = SealedFile.objects.only("storage_name", "wrapped_key").get(pk=pk, storage_name=name)
        if file.wrapped_key is None:
            continue
        stored = bytes(file.wrapped_key)
        if is_sealed_with_current_key(stored):
            counts.current += 1
            continue
        try:
            key = unseal(stored, file.key_purpose)
        except SealingError as error:
            _tell_failure(counts, f"{SealedFile._meta.label} {pk}", error)
            continue
        unchanged = SealedFile.objects.filter(pk=pk, wrapped_key=stored)
        counts.resealed += unchanged.update(wrapped_key=seal(key, file.key_purpose))


def _tell_failure(counts: ResealCounts, what: str, error: SealingError) -> None:
    counts.failed += 1
    logger.error("%s was left as it is: %s", what, error)
