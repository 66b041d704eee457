"""Every address of the site, as the tests that walk them all need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern, URLPattern, URLResolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CONVERTED = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its pattern as Django joins it, and what answers."""

    pattern: str
    name: str
    callback: Callable

    @property
    def module(self) -> str:
        """Return where the view is written, beneath its decorators."""
        view = getattr(self.callback, "view_class", self.callback)
        return getattr(view, "__module__", type(view).__module__)

    def path(self, values: dict[str, object]) -> str:
        """Return an address of this route with the named values in it, 1 for the others."""

        def value(match: re.Match[str]) -> str:
            return str(values.get(match["name"], 1))

        filled = _CONVERTED.sub(value, _NAMED_GROUP.sub(value, self.pattern))
        return "/" + filled.replace("^", "").replace("$", "").replace("\\", "").replace("?", "")


def routes() -> list[Route]:
    """Return every route of the site, in the order in which they are tried."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + _text(entry)
        if isinstance(entry, URLPattern):
            name = ":".join([*names, entry.name]) if entry.name else ""
            yield Route(pattern, name, entry.callback)
        else:
            space = (*names, entry.namespace) if entry.namespace else names
            yield from _walk(entry, pattern, space)


def _text(entry: URLPattern | URLResolver) -> str:
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern | RegexPattern):
        return str(pattern)
    # The language prefix; the tests read the site in English.
    return "en/"
