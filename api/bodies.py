"""Bodies of text as typed blocks, in a constant number of queries whatever their length.

Works on a StreamField's raw data: its blocks would fetch pictures, files and linked pages one
block at a time.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter

from core.locales import url_in
from core.models import SiteImage, SiteRendition
from core.restrictions import available_documents, open_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.blocks import StreamValue

    from api.access import Viewer
    from core.models import SiteDocument

logger = logging.getLogger(__name__)

#: The sizes and formats in which the site's own templates show pictures.
RENDITIONS = ("format-webp|width-480", "format-webp|width-960", "format-jpeg|width-960")
#: Stands between texts that are rewritten in one go; no text in a database has it.
_SEPARATOR = "\x00"


def absolute(url: str) -> str:
    """Return an address that works from any other host."""
    return url if "://" in url else settings.SITE_URL + url


def documents_by_id(ids: Iterable[int | None], viewer: Viewer) -> dict[int, SiteDocument]:
    """Return the documents that a reader may open, with what was read from them."""
    ids = set(ids) - {None}
    if not ids:
        return {}
    documents = get_document_model().objects.select_related("text")
    return open_documents(viewer, documents).in_bulk(ids)


def document_fields(document: SiteDocument) -> dict[str, Any]:
    """Return what is told of a file."""
    text = getattr(document, "text", None)
    return {
        "title": document.title,
        "url": document_url(document),
        "language": document.language,
        "format": document.file_extension.lower(),
        "size": document.file_size,
        "pages": text.page_count or None if text else None,
        "sha256": text.checksum if text else "",
    }


def document_url(document: SiteDocument) -> str:
    """Return the address of the view that serves a file to those who may have it."""
    return absolute(reverse("wagtaildocs_serve", args=[document.pk, document.filename]))


def document_ids(body: StreamValue) -> set[int]:
    """Return the ids of the files that a body links to in blocks of their own."""
    return {
        block["value"]["document"]
        for block in body.raw_data
        if block["type"] == "document" and block["value"].get("document")
    }


def blocks(
    body: StreamValue,
    code: str,
    viewer: Viewer,
    documents: Mapping[int, SiteDocument] | None = None,
) -> list[dict[str, Any]]:
    """Return a body for readers of a language; what no longer exists is left out.

    Takes the documents of `document_ids` where the caller has them already.
    """
    raw = list(body.raw_data)
    if documents is None:
        documents = documents_by_id(document_ids(body), viewer)
    html = iter(expand_all([block["value"] for block in raw if block["type"] == "paragraph"], code))
    pictures = renditions_of(
        {
            block["value"]["image"]
            for block in raw
            if block["type"] == "image" and block["value"].get("image")
        }
    )
    result: list[dict[str, Any]] = []
    for block in raw:
        value = block["value"]
        match block["type"]:
            case "heading" | "notice":
                content = {"text": value}
            case "paragraph":
                content = {"html": next(html)}
            case "quote":
                content = {"text": value["text"], "attribution": value.get("attribution", "")}
            case "image" if value.get("image") in pictures:
                picture, renditions = pictures[value["image"]]
                content = {
                    "alt_text": "" if value.get("is_decorative") else value.get("alt_text", ""),
                    "is_decorative": bool(value.get("is_decorative")),
                    "caption": value.get("caption", ""),
                    "credit": picture.credit,
                    "renditions": renditions,
                }
            case "document" if value.get("document") in documents:
                document = documents[value["document"]]
                content = {
                    "title": value.get("title") or document.title,
                    "document": document_fields(document),
                }
            case _:
                continue
        result.append({"type": block["type"], "id": block.get("id") or "", **content})
    return result


def expand_all(texts: list[str], code: str) -> list[str]:
    """Return rich texts as HTML, all links looked up with one query per kind of link.

    Links to pages lead to the reader's language; links to what is gone keep their words only.
    """

    def page_links(links: list[dict[str, str]]) -> list[str]:
        pages = Page.objects.live().only("url_path", "locale_id").in_bulk(_ids(links))
        return [_opening_tag(pages, link, lambda page: url_in(page, code)) for link in links]

    def document_links(links: list[dict[str, str]]) -> list[str]:
        documents = available_documents(get_document_model().objects).in_bulk(_ids(links))
        return [_opening_tag(documents, link, document_url) for link in links]

    if not texts:
        return []
    expand_links = LinkRewriter(bulk_rules={"page": page_links, "document": document_links})
    # No embedded pictures or players: the editor offers none, blocks are there for pictures.
    return EmbedRewriter()(expand_links(_SEPARATOR.join(texts))).split(_SEPARATOR)


def _ids(links: list[dict[str, str]]) -> set[int]:
    return {int(link["id"]) for link in links if link.get("id", "").isdecimal()}


def _opening_tag(found: Mapping[int, Any], link: dict[str, str], address: Any) -> str:
    pk = link.get("id", "")
    target = found.get(int(pk)) if pk.isdecimal() else None
    return f'<a href="{escape(address(target))}">' if target else "<a>"


def renditions_of(ids: set[int]) -> dict[int, tuple[SiteImage, list[dict[str, Any]]]]:
    """Return pictures with their renditions, with one query once all of them exist."""
    if not ids:
        return {}
    made: dict[int, dict[str, SiteRendition]] = {}
    images: dict[int, SiteImage] = {}
    for rendition in SiteRendition.objects.filter(
        image__in=ids, filter_spec__in=RENDITIONS
    ).select_related("image"):
        made.setdefault(rendition.image_id, {})[rendition.filter_spec] = rendition
        images[rendition.image_id] = rendition.image
    if missing := ids - images.keys():
        images |= get_image_model().objects.in_bulk(missing)
    return {
        pk: (image, [_rendition_fields(r) for r in _all_renditions(image, made.get(pk, {}))])
        for pk, image in images.items()
    }


def _all_renditions(image: SiteImage, made: dict[str, SiteRendition]) -> list[SiteRendition]:
    """Return an image's renditions, making the ones that nobody has asked for yet."""
    if missing := [spec for spec in RENDITIONS if spec not in made]:
        try:
            made |= image.get_renditions(*missing)
        except (SourceImageIOError, InvalidFilterSpecError):
            logger.warning("The file of image %s cannot be read", image.pk)
    return [made[spec] for spec in RENDITIONS if spec in made]


def _rendition_fields(rendition: SiteRendition) -> dict[str, Any]:
    return {
        "url": absolute(rendition.url),
        "width": rendition.width,
        "height": rendition.height,
        "media_type": {
            "format-webp": "image/webp",
            "format-jpeg": "image/jpeg",
        }[rendition.filter_spec.partition("|")[0]],
    }
