"""Template tags for languages, directions and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core import languages, linking

if TYPE_CHECKING:
    from django.template.context import Context, RequestContext

register = template.Library()


@register.simple_tag(takes_context=True)
def ui_attrs(context: RequestContext) -> SafeString | str:
    """Print lang and dir of the interface where the text around it is in another language."""
    ui, content = languages.current_language(), context.get("content_language")
    if content is None or content.code == ui.code:
        return ""
    return format_html(' lang="{}" dir="{}"', ui.code, ui.dir)


@register.simple_tag
def lang_attrs(code: str | None) -> SafeString | str:
    """Print lang and dir of a text where its language is not that of the interface."""
    if not code or code == languages.current_language().code:
        return ""
    return format_html(' lang="{}" dir="{}"', code, languages.direction(code))


@register.filter
def bidi(value: Any) -> SafeString:
    """Isolate a citation, name or address, so that the text around it keeps its order."""
    if value in (None, ""):
        return mark_safe("")
    return format_html("<bdi>{}</bdi>", conditional_escape(value))


@register.simple_tag(takes_context=True)
def with_links(context: Context, html: Any) -> SafeString:
    """Draw a text with those of its words linked that the context's `links` names, if any."""
    return linking.with_links(html, context.get("links"))


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the language of the interface."""
    return languages.language_name(code)


@register.filter
def text_direction(code: str) -> str:
    """Return "rtl" or "ltr" for a language code."""
    return languages.direction(code)
