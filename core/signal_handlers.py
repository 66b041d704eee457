"""Keep caches, facts and restrictions in step with what editors do."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from core import cache
from core.embargo import tell_pages_linking
from core.models import BasePage, SiteDocument
from core.restrictions import lift_restriction, mirror_restriction
from core.signals import document_opened, work_changed
from core.translation_facts import carry_facts


def forget_pages(**_kwargs: Any) -> None:
    """Drop everything that was cached about pages."""
    cache.bump(cache.PAGES)


def forget_deleted(instance: Any, **_kwargs: Any) -> None:
    """Drop what was cached when any page is deleted, and tell the search index."""
    if isinstance(instance, BasePage):
        cache.bump(cache.PAGES)
        work_changed.send(sender=type(instance), translation_key=instance.translation_key)


def tell_work_changed(instance: Page, **_kwargs: Any) -> None:
    """Tell the layers above that a work's pages changed."""
    cache.bump(cache.PAGES)
    work_changed.send(sender=type(instance), translation_key=instance.translation_key)


def carry_published_facts(instance: Page, **_kwargs: Any) -> None:
    """Carry the facts of a published original into its translations."""
    if isinstance(instance, BasePage):
        carry_facts(instance)


def mirror_saved(instance: PageViewRestriction, raw: bool = False, **_kwargs: Any) -> None:
    """Mirror a restriction that an editor set or changed."""
    if not raw:
        mirror_restriction(instance)


def mirror_groups(instance: Any, action: str, **_kwargs: Any) -> None:
    """Mirror a change of the groups that may pass a restriction."""
    if isinstance(instance, PageViewRestriction) and action.startswith("post_"):
        mirror_restriction(instance)


def lift_deleted(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Lift a removed restriction in all languages, unless its page is being deleted itself."""
    if Page.objects.filter(pk=instance.page_id).exists():
        lift_restriction(instance)


page_published.connect(carry_published_facts, dispatch_uid="carry-facts")
for _signal in (page_published, page_unpublished, post_page_move, page_slug_changed):
    _signal.connect(tell_work_changed, dispatch_uid="tell-work-changed")
post_delete.connect(forget_deleted, dispatch_uid="forget-deleted-page")
for _model in (Site, Locale, Collection, CollectionViewRestriction, SiteDocument):
    for _signal in (post_save, post_delete):
        _signal.connect(forget_pages, sender=_model, dispatch_uid=f"forget-{_model.__name__}")
post_save.connect(mirror_saved, sender=PageViewRestriction, dispatch_uid="mirror-restriction")
m2m_changed.connect(
    mirror_groups, sender=PageViewRestriction.groups.through, dispatch_uid="mirror-groups"
)
m2m_changed.connect(
    forget_pages,
    sender=CollectionViewRestriction.groups.through,
    dispatch_uid="forget-collection-groups",
)
post_delete.connect(lift_deleted, sender=PageViewRestriction, dispatch_uid="lift-restriction")
document_opened.connect(tell_pages_linking, dispatch_uid="tell-pages-linking")
