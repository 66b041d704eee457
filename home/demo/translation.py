"""Put ready translations through wagtail-localize, string by string, as a translator would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import (
    MissingTranslationError,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.models import BasePage


def page_fields(text: Mapping[str, Any], ids: list[str] | None = None) -> dict[str, Any]:
    """Return a text file's entry as page fields.

    The blocks of a body keep the given ids, so that two languages of a text have the same
    blocks.
    """
    fields = {name: value for name, value in text.items() if name != "body"}
    if "body" in text:
        fields["body"] = [
            {"type": kind, "value": value} | ({"id": ids[n]} if ids else {})
            for n, (kind, value) in enumerate(text["body"])
        ]
    return fields


@transaction.atomic
def translate(page: BasePage, texts: Mapping[str, Mapping[str, Any]], user: Any = None) -> None:
    """Submit a page for translation, fill every string from ready texts, and publish.

    The texts are parallel to the page block by block. Raises MissingTranslationError when one
    is not.
    """
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    source, _created = TranslationSource.get_or_create_from_instance(page)
    for code, text in texts.items():
        target = locales[code]
        if target.pk == page.locale_id:
            continue
        translation, _created = Translation.objects.get_or_create(
            source=source, target_locale=target
        )
        fill(translation, page, text)
        translation.save_target(user=user, publish=True)


def fill(translation: Translation, page: BasePage, text: Mapping[str, Any]) -> None:
    """Store the translation of every string of a page."""
    ready = _ready_strings(page, text)
    segments = list(
        StringSegment.objects.filter(source=translation.source)
        .select_related("string", "context")
        .order_by("context__path", "order")
    )
    rows = []
    for segment in segments:
        strings = ready.get(segment.context.path, [])
        if not strings:
            raise MissingTranslationError(segment, translation.target_locale)
        rows.append(
            StringTranslation(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                data=strings.pop(0),
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                tool_name="",
            )
        )
    StringTranslation.objects.bulk_create(rows, ignore_conflicts=True)


def _ready_strings(page: BasePage, text: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the strings of a translated copy of a page by their path, in order."""
    copy = type(page).objects.get(pk=page.pk)
    ids = [block.id for block in copy.body] if hasattr(copy, "body") else []
    for name, value in page_fields(text, ids).items():
        if name == "body":
            value = copy._meta.get_field("body").to_python(_json(value))
        setattr(copy, name, value)
    found: dict[str, list[str]] = {}
    segments = [s for s in extract_segments(copy) if isinstance(s, StringSegmentValue)]
    for segment in sorted(segments, key=lambda s: (s.path, s.order)):
        found.setdefault(segment.path, []).append(segment.string.data)
    return found


def _json(value: list[dict[str, Any]]) -> str:
    import json

    return json.dumps(value)
