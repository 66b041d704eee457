"""Sitemaps: one per language, each address with its alternates."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.languages import language_codes
from core.locales import locale_trees
from core.querysets import hidden_from

if TYPE_CHECKING:
    from core.http import SiteRequest

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def _xml(body: str) -> HttpResponse:
    return HttpResponse(_HEAD + body, content_type="application/xml")


@require_safe
def sitemap_index(request: SiteRequest) -> HttpResponse:
    """List the sitemaps of the seven languages."""
    links = "".join(
        f"<sitemap><loc>{settings.SITE_URL}/sitemap-{code}.xml</loc></sitemap>"
        for code in language_codes()
    )
    return _xml(f"<sitemapindex {_NAMESPACES}>{links}</sitemapindex>")


@require_safe
def sitemap(request: SiteRequest, code: str) -> HttpResponse:
    """List the public pages that exist in a language; fallbacks are listed in none."""
    if code not in language_codes():
        raise Http404
    trees = locale_trees(request)
    pages = Page.objects.live().filter(depth__gt=1)
    if (hidden := hidden_from(AnonymousUser())) is not None:
        pages = pages.exclude(hidden)
    versions: dict = {}
    for key, locale_id, url_path, changed in pages.values_list(
        "translation_key", "locale_id", "url_path", "last_published_at"
    ):
        if root := trees.by_id(locale_id):
            path = url_path[len(root.url_path) :]
            versions.setdefault(key, {})[root.code] = (path, changed)
    entries = []
    for languages in versions.values():
        if code not in languages:
            continue
        path, changed = languages[code]
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{other}" '
            f'href="{escape(settings.SITE_URL)}/{other}/{escape(other_path)}"/>'
            for other, (other_path, _changed) in sorted(languages.items())
        )
        modified = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
        entries.append(
            f"<url><loc>{escape(settings.SITE_URL)}/{code}/{escape(path)}</loc>"
            f"{modified}{alternates}</url>"
        )
    return _xml(f"<urlset {_NAMESPACES}>{''.join(entries)}</urlset>")
