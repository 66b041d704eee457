"""Words of a text that lead somewhere: apps tell which, the blocks of running text link them.

An app that knows what stands in texts registers a linker: given a page, a reader and her language,
it returns the words to link and the addresses they lead to. Apps of one layer so link into each
other without importing each other.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.cache import cached_for_public
from core.languages import current_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.http import SiteRequest
    from core.models import BasePage

    #: Words as they are written in the page's text, and the address they lead to.
    Links = Mapping[str, str]
    Linker = Callable[[BasePage, Any, str], Links]

#: Elements whose words stay as they are: links, headings, code, and what is no running text.
CLOSED = frozenset(
    [
        *("a", "button", "h1", "h2", "h3", "h4", "h5", "h6", "code", "kbd", "pre", "samp"),
        *("iframe", "script", "select", "style", "svg", "textarea"),
    ]
)
#: Whose content is no text at all to a browser, so that nothing in it may be escaped.
RAW = frozenset({"script", "style"})
#: A word begins and ends here. Arabic writes "and", "by" and "to" on to the next word.
BEFORE = r"(?<![^\W\u0621-\u064a])(?<![/-])"
AFTER = r"(?!\w)(?![/-]\d)"

_linkers: dict[str, Linker] = {}


def register_linker(name: str, linker: Linker) -> None:
    """Offer a linker; registering a name twice replaces it."""
    _linkers[name] = linker


def links_of(request: SiteRequest, page: BasePage) -> dict[str, str]:
    """Return the words of a page's texts that lead somewhere this reader may go.

    A preview has none: they are of what is published.
    """
    if getattr(request, "is_preview", False):
        return {}
    code = current_language().code

    def build() -> dict[str, str]:
        found: dict[str, str] = {}
        for linker in _linkers.values():
            found |= linker(page, request.user, code)
        return found

    return cached_for_public(request, f"links:{page.pk}:{code}", build)


def with_links(html: Any, links: Links | None) -> SafeString:
    """Return a piece of HTML with its words linked, everything else as it was.

    What is not marked as safe is escaped first. Words inside links, headings and code are left.
    """
    text = conditional_escape(html)
    # Most texts have nothing to link: they are not even parsed.
    if not links or not (written := [words for words in links if _occurs(words, text)]):
        return text
    linking = _Linking(links, written)
    linking.feed(text)
    linking.close()
    # What came in was HTML, and every part that was added is escaped.
    return mark_safe("".join(linking.parts))  # noqa: S308  (escaped, part by part)


def _occurs(words: str, html: str) -> bool:
    return words in html or escape(words) in html or "&" in html


class _Linking(HTMLParser):
    """Writes HTML anew as it is read, with links around words."""

    def __init__(self, links: Links, written: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links = links
        self.depth = 0
        self.raw = ""
        # The longest first: of two words that begin alike, it is the one that stands there.
        longest = sorted(written, key=len, reverse=True)
        self.pattern = re.compile(f"{BEFORE}(?:{'|'.join(map(re.escape, longest))}){AFTER}")

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.parts.append(self.get_starttag_text() or "")
        self.depth += tag in CLOSED
        self.raw = tag if tag in RAW else ""

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        self.raw = ""
        if tag in CLOSED and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.raw:
            self.parts.append(data)
            return
        position = 0
        for match in self.pattern.finditer(data) if not self.depth else ():
            self.parts.append(escape(data[position : match.start()], quote=False))
            href = escape(self.links[match[0]])
            words = escape(match[0], quote=False)
            self.parts.append(f'<a class="citation" href="{href}">{words}</a>')
            position = match.end()
        self.parts.append(escape(data[position:], quote=False))

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")
