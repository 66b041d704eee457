"""Make translations in tests the way an editor and a translator make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import TestCase
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

if TYPE_CHECKING:
    from core.models import BasePage


def submit(page: BasePage, *codes: str) -> None:
    """Submit a page for translation, which leaves drafts."""
    translate_object(page, list(Locale.objects.filter(language_code__in=codes)))


def translation_of(page: BasePage, code: str) -> Translation:
    """Return wagtail-localize's record of a translation."""
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=code
    )


def translate(page: BasePage, code: str, *, publish: bool = True) -> BasePage:
    """Translate every string of a page by putting the language before it."""
    submit(page, code)
    translation = translation_of(page, code)
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": f"[{code}] {segment.string.data}"},
        )
    # wagtail-localize publishes when the transaction commits, which a test's never does.
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=publish)
    return type(page).objects.get(translation_key=page.translation_key, locale__language_code=code)
