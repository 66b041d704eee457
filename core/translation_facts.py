"""Facts follow the original: dates, countries, citations and files of a translation.

wagtail-localize copies synchronised fields when a translator's work is saved, and never clears a
many-to-many relation. A fact must not wait for a translator, nor survive its own removal, so
publishing an original carries its facts into every translation at once, live page and draft
alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import TranslationSource

if TYPE_CHECKING:
    from core.models import BasePage


def fact_fields(model: type[BasePage]) -> list[str]:
    """Return the names of the fields a translation takes from its original and never changes."""
    return [
        field.field_name
        for field in get_translatable_fields(model)
        if isinstance(field, SynchronizedField) and not field.overridable
    ]


def copy_facts(source: BasePage, target: BasePage) -> None:
    """Copy every fact of one page onto another in memory, what is empty included."""
    for name in fact_fields(type(source)):
        if name == "slug":
            # A slug is part of the page's place in its tree; see `follow_slug`.
            continue
        field = source._meta.get_field(name)
        if isinstance(field, models.ManyToOneRel) and isinstance(field.remote_field, ParentalKey):
            source.copy_child_relation(name, target)
        elif isinstance(field, ParentalManyToManyField):
            setattr(target, name, list(getattr(source, name).all()))
        else:
            setattr(target, field.attname, getattr(source, field.attname))


def is_original(page: BasePage) -> bool:
    """Return whether a page is what its translations are made from."""
    return TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).exists()


@transaction.atomic
def carry_facts(page: BasePage) -> int:
    """Carry an original's facts into its translations; return how many changed.

    A translation whose newest version is live gets a new live version; one with a draft keeps
    its live text and its draft, each with the new facts.
    """
    if not is_original(page):
        return 0
    changed = 0
    for translation in page.get_translations().specific():
        if _facts(page) == _facts(translation) and not translation.has_unpublished_changes:
            continue
        newest = translation.get_latest_revision_as_object()
        copy_facts(page, newest)
        if translation.live and translation.has_unpublished_changes:
            copy_facts(page, translation)
            translation.save(clean=False)
        revision = newest.save_revision(
            changed=False, log_action=False, clean=False, previous_revision=None
        )
        if translation.live and not translation.has_unpublished_changes:
            revision.publish(changed=False, log_action=False)
        changed += 1
    return changed


def _facts(page: BasePage) -> list:
    """Return a page's facts in a form that compares."""
    values = []
    for name in fact_fields(type(page)):
        field = page._meta.get_field(name)
        if isinstance(field, models.ManyToOneRel):
            rows = getattr(page, field.get_accessor_name()).all()
            values.append(
                [
                    {
                        f.name: getattr(row, f.attname)
                        for f in row._meta.concrete_fields
                        if not f.primary_key and not isinstance(f, ParentalKey)
                    }
                    for row in rows
                ]
            )
        elif isinstance(field, ParentalManyToManyField):
            values.append(sorted(item.pk for item in getattr(page, name).all()))
        elif name != "slug":
            values.append(getattr(page, field.attname))
    return values
