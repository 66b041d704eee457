"""Works are found by what their terms are called: a term renamed is its works changed.

Editors rename one term and may have a thousand works under it, so a task finds the works, and each
is indexed once however many of its terms changed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import post_delete, pre_save

from taxonomy.models import FocusArea, Subject

if TYPE_CHECKING:
    Indexed = type[FocusArea] | type[Subject]

#: The facet whose values are the slugs of a kind of term, and what of a term the index has.
FACET_OF: dict[Indexed, str] = {FocusArea: "focus", Subject: "subject"}
INDEXED: dict[Indexed, tuple[str, ...]] = {
    FocusArea: ("slug", "labels"),
    Subject: ("slug", "labels", "synonyms"),
}


def term_saved(sender: Indexed, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Have the works of a term indexed again where it is about to be called something else."""
    old = sender._default_manager.filter(pk=instance.pk).first()
    if raw or old is None:
        return
    if any(getattr(old, field) != getattr(instance, field) for field in INDEXED[sender]):
        _index_soon(FACET_OF[sender], {old.slug, instance.slug})


def term_deleted(sender: Indexed, instance: Any, **_kwargs: Any) -> None:
    """Have the works indexed again that had a term."""
    _index_soon(FACET_OF[sender], {instance.slug})


def _index_soon(facet: str, slugs: set[str]) -> None:
    from search.tasks import index_works_with

    transaction.on_commit(partial(index_works_with.enqueue, facet, sorted(slugs)), robust=True)


for _model in FACET_OF:
    pre_save.connect(term_saved, sender=_model, dispatch_uid=f"search-renamed-{_model.__name__}")
    post_delete.connect(term_deleted, sender=_model, dispatch_uid=f"search-gone-{_model.__name__}")
