"""The style sheets: logical properties, colours in the tokens only, small, in their order."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
import tinycss2
from tinycss2.color5 import parse_color

from tests.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.once

STATIC = ROOT / "cms" / "static"
SHEETS = sorted(sheet for sheet in ROOT.glob("*/static/**/*.css") if "vendor" not in sheet.parts)
MAXIMUM_GZIPPED = 20 * 1024
MAXIMUM_SCRIPT_LINES = 100

SIDES = ("left", "right", "top", "bottom")
PHYSICAL_PROPERTIES = frozenset(
    {
        *SIDES,
        "width",
        "height",
        "min-width",
        "max-width",
        "min-height",
        "max-height",
        *(f"{name}-{side}" for name in ("margin", "padding", "border") for side in SIDES),
        *(f"scroll-{name}-{side}" for name in ("margin", "padding") for side in SIDES),
        *(f"border-{side}-{part}" for side in SIDES for part in ("color", "style", "width")),
        *(f"border-{y}-{x}-radius" for y in ("top", "bottom") for x in ("left", "right")),
    }
)
DIRECTED_BY_KEYWORD = frozenset({"text-align", "float", "clear", "caption-side", "resize"})
FOUR_SIDED = frozenset({"margin", "padding", "border-width", "border-style", "border-color"})
#: These follow the reader's own choice of colours or the text around, so any sheet may name them.
COLOURS_OF_THE_READER = frozenset(
    {"transparent", "currentcolor", "canvas", "canvastext", "linktext", "highlight"}
    | {"highlighttext", "mark", "marktext", "buttontext", "buttonface", "graytext"}
)
COLOUR_FUNCTIONS = frozenset(
    {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix"}
)


def declarations(nodes: list[Any]) -> Iterator[Any]:
    """Yield every declaration of a sheet, however deep in media and nested rules."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in {"qualified-rule", "at-rule"} and node.content:
            yield from declarations(tinycss2.parse_blocks_contents(node.content))


def tokens(values: list[Any]) -> Iterator[Any]:
    """Yield the tokens of a value, those inside functions and brackets too."""
    for value in values:
        yield value
        inner = getattr(value, "arguments", None) or getattr(value, "content", None)
        if isinstance(inner, list):
            yield from tokens(inner)


def declarations_of(sheet: Path) -> list[Any]:
    """Return every declaration of a file."""
    return list(declarations(tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True)))


def is_colour_literal(token: Any) -> bool:
    """Tell whether a token names a colour of its own."""
    if token.type == "hash":
        return True
    if token.type == "function":
        return token.lower_name in COLOUR_FUNCTIONS
    if token.type == "ident" and token.lower_value not in COLOURS_OF_THE_READER:
        return parse_color(token.value) is not None
    return False


def physical(declaration: Any) -> bool:
    """Tell whether a declaration names a side of the screen instead of a side of the text."""
    name = declaration.lower_name
    if name in PHYSICAL_PROPERTIES:
        return True
    values = [value for value in declaration.value if value.type not in {"whitespace", "comment"}]
    if name in DIRECTED_BY_KEYWORD:
        return any(getattr(value, "lower_value", None) in SIDES for value in values)
    if name in FOUR_SIDED and len(values) == len(SIDES):
        _top, right, _bottom, left = (value.serialize() for value in values)
        return right != left
    return False


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_logical_properties(sheet: Path) -> None:
    found = [f"{d.source_line}: {d.name}" for d in declarations_of(sheet) if physical(d)]
    assert not found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_are_named_in_the_tokens_only(sheet: Path) -> None:
    if sheet.name == "tokens.css":
        pytest.skip("the sheet that names them")
    found = [
        f"{d.source_line}: {d.name}"
        for d in declarations_of(sheet)
        if any(is_colour_literal(token) for token in tokens(d.value))
    ]
    assert not found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_token_used_exists(sheet: Path) -> None:
    known = {d.name for d in declarations_of(STATIC / "css" / "tokens.css")}
    known |= {d.name for d in declarations_of(sheet) if d.name.startswith("--")}
    used = {
        token.arguments[0].value
        for d in declarations_of(sheet)
        for token in tokens(d.value)
        if token.type == "function" and token.lower_name == "var"
    }
    assert used <= known


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_old_browsers_lose_nothing(sheet: Path) -> None:
    """No imports (a round trip each), no @layer and no :has(): old phones drop what is inside."""
    text = sheet.read_text()
    rules = {
        node.lower_at_keyword
        for node in tinycss2.parse_stylesheet(text, skip_comments=True)
        if node.type == "at-rule"
    }
    assert not rules & {"import", "layer"}
    assert ":has(" not in text
    assert "!important" not in text


def test_the_site_s_sheets_are_small() -> None:
    sheets = b"".join(sheet.read_bytes() for sheet in sorted((STATIC / "css").glob("*.css")))
    assert len(gzip.compress(sheets)) <= MAXIMUM_GZIPPED


def test_the_layers_of_the_site_sheet_are_in_order() -> None:
    """What comes later wins, so the order of the parts is part of their meaning."""
    text = (STATIC / "css" / "site.css").read_text()
    titles = [line for line in text.splitlines() if line.startswith("/* ---")]
    layers = ["reset", "base", "layout", "components", "utilities"]
    found = [layer for title in titles for layer in layers if layer in title]
    assert list(dict.fromkeys(found)) == layers
    assert found == sorted(found, key=layers.index)


@pytest.mark.parametrize(
    "css", ["a { margin-left: 0 }", "a { text-align: right }", "a { padding: 0 1px 0 2px }"]
)
def test_the_check_sees_physical_sides(css: str) -> None:
    assert all(physical(d) for d in declarations(tinycss2.parse_stylesheet(css)))


@pytest.mark.parametrize("css", ["a { color: red }", "a { border: 1px solid rgb(0 0 0) }"])
def test_the_check_sees_colour_literals(css: str) -> None:
    (declaration,) = declarations(tinycss2.parse_stylesheet(css))
    assert any(is_colour_literal(token) for token in tokens(declaration.value))


@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_stay_tiny(script: Path) -> None:
    assert len(script.read_text().splitlines()) < MAXIMUM_SCRIPT_LINES
