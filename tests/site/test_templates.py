"""The templates: nothing a strict content security policy forbids, and text that translates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.site import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.once

#: Mail programs know no style sheets: what is under email/ may carry its own.
TEMPLATES = sorted(
    path
    for path in ROOT.glob("*/templates/**/*.html")
    if not path.relative_to(ROOT).parts[0].startswith(".")
)
PAGES = [path for path in TEMPLATES if "email" not in path.parts]
COMPONENTS = sorted((ROOT / "cms" / "templates" / "components").glob("*.html"))

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
TAG = re.compile(r"{%\s*(\w+)(.*?)%}", re.DOTALL)
INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*"
    r"(?:src|href|srcset)\s*=\s*[\"']?(?:https?:)?//",
    re.IGNORECASE,
)


def name(path: Path) -> str:
    """Return a template's path as the tests print it."""
    return str(path.relative_to(ROOT))


def source(path: Path) -> str:
    """Return a template without its comments."""
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = source(path)
    assert not INLINE_STYLE.search(text)
    assert not INLINE_HANDLER.search(text)
    assert not ELSEWHERE.search(text)
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or 'type="application/ld+json"' in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_translated_block_is_trimmed(path: Path) -> None:
    """Otherwise the layout of a template becomes part of what translators must type."""
    tags = TAG.findall(source(path))
    assert not [rest for tag, rest in tags if tag in {"blocktrans", "trans"}]
    assert not [
        rest for tag, rest in tags if tag == "blocktranslate" and "trimmed" not in rest.split()
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_components_are_given_all_they_use(path: Path) -> None:
    """`only` keeps a component from reading what happens to be around it."""
    includes = [
        rest
        for tag, rest in TAG.findall(source(path))
        if tag == "include" and ("components/" in rest or "blocks/" in rest)
    ]
    assert not [rest for rest in includes if rest.split()[-1] != "only"]


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_every_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}\n")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_included_components_exist(path: Path) -> None:
    included = re.findall(r"{%\s*include\s+\"(components/[^\"]+)\"", source(path))
    assert all((ROOT / "cms" / "templates" / component).exists() for component in included)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_icons_that_are_asked_for_are_drawn(path: Path) -> None:
    sprite = (ROOT / "cms" / "static" / "icons" / "sprite.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    asked = re.findall(
        r'components/(?:icon|notice)\.html" with (?:name|kind)="([^"]+)"', source(path)
    )
    assert set(asked) <= drawn
