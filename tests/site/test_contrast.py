"""The colours: measured against WCAG 2.2, light and dark."""

from __future__ import annotations

import re

import pytest

from tests.site import ROOT

pytestmark = pytest.mark.once

CSS = (ROOT / "cms" / "static" / "css" / "tokens.css").read_text()
THEMES = ("light", "dark")
TEXT = 4.5
CONTROL = 3.0
#: sRGB is linear near black.
LINEAR_BELOW = 0.04045

#: Each colour of writing with each ground it may stand on.
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "muted", "accent", "signal")
        for ground in ("paper", "surface")
    ),
    *((ink, ground) for ink in ("notice", "good") for ground in ("paper", "surface")),
    *(("ink", f"{kind}-soft") for kind in ("accent", "signal", "notice", "good")),
    *(("accent", f"{kind}-soft") for kind in ("accent", "signal", "notice", "good")),
    *((kind, f"{kind}-soft") for kind in ("signal", "notice", "good")),
    ("on-accent", "accent"),
    ("paper", "signal"),
    ("paper", "ink"),
    ("band-ink", "band"),
]
#: Borders of controls, drawings and the focus ring.
CONTROL_PAIRS = [
    *(
        (line, ground)
        for line in ("control", "accent", "signal")
        for ground in ("paper", "surface")
    ),
    *((kind, f"{kind}-soft") for kind in ("accent", "signal", "notice", "good")),
    ("band-line", "band"),
]


def blocks() -> list[tuple[str, dict[str, str]]]:
    """Return each rule of the sheet that sets colours: its selector and its tokens."""
    rules = re.findall(r"([^{}]+){([^{}]*--color-[^{}]*)}", CSS)
    return [
        (selector.strip(), dict(re.findall(r"--color-([\w-]+):\s*(#[0-9a-f]{6});", body)))
        for selector, body in rules
    ]


def theme(name: str) -> dict[str, str]:
    """Return the tokens of one theme."""
    return next(tokens for selector, tokens in blocks() if f'[data-theme="{name}"]' in selector)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(name: str, ink: str, ground: str) -> None:
    tokens = theme(name)
    assert contrast(tokens[ink], tokens[ground]) >= TEXT


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("line", "ground"), CONTROL_PAIRS)
def test_controls_can_be_seen(name: str, line: str, ground: str) -> None:
    tokens = theme(name)
    assert contrast(tokens[line], tokens[ground]) >= CONTROL


def test_dark_is_the_same_by_device_and_by_choice() -> None:
    _light, by_device, by_choice = (tokens for _selector, tokens in blocks())
    assert by_device == by_choice
    assert by_device.keys() == theme("light").keys()
