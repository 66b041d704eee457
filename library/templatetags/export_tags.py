"""Template tags by which an entry's page tells programs what it is and offers its formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from core.cache import PAGES, TAXONOMY, cached, generation
from core.languages import current_language
from library.exporting.metadata import export_links, page_metadata

if TYPE_CHECKING:
    from library.exporting.metadata import PageMetadata
    from library.models import LibraryEntryPage

register = template.Library()


@register.simple_tag
def entry_metadata(entry: LibraryEntryPage) -> PageMetadata | None:
    """Return what an entry's page tells programs: what is public of it, whoever reads."""
    work, code = entry.translation_key, current_language().code
    return cached(
        PAGES,
        f"entry-metadata:{work}:{code}:{generation(TAXONOMY)}",
        lambda: page_metadata(work, code),
    )


@register.simple_tag
def export_formats(entry: LibraryEntryPage) -> list[dict[str, str]]:
    """Return where an entry is got in each format."""
    return export_links(entry.translation_key)
