"""The message catalogues of the seven languages are complete and say the same."""

from __future__ import annotations

import gettext
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
CODES = [code for code, _name in settings.LANGUAGES]
#: English is what the msgids say; its catalogue may leave them as they are.
TRANSLATED = [code for code in CODES if code != "en"]
#: How many forms a noun has beside a number. CLDR gives French, Spanish and Portuguese another
#: for millions, which their catalogues may have or not.
PLURALS = {"en": {2}, "fr": {2, 3}, "es": {2, 3}, "de": {2}, "ru": {3, 4}, "ar": {6}, "pt": {2, 3}}
#: Forms that stand for one number only and may name it in words: "one file", not "1 file".
WORDED = {"ar": {0, 1, 2}, "ru": set()}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdifgr]|\{\w*\}")


def path_of(code: str) -> Path:
    return ROOT / "locale" / code / "LC_MESSAGES" / "django.po"


def catalogue(code: str) -> polib.POFile:
    if not path_of(code).exists():
        if code == "en":
            return polib.POFile()
        pytest.fail(f"locale/{code}/LC_MESSAGES/django.po is missing: make messages")
    return polib.pofile(str(path_of(code)), check_for_duplicates=True)


def entries(code: str) -> list[polib.POEntry]:
    return [entry for entry in catalogue(code) if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    """Return what stands in place of an entry, all its plural forms."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    # "%%" is a percent sign, not a placeholder.
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_string_is_translated(code):
    empty = [entry.msgid for entry in entries(code) if not all(texts(entry))]

    assert empty == []


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_a_guess(code):
    assert [entry.msgid for entry in entries(code) if entry.fuzzy] == []


@pytest.mark.parametrize("code", CODES)
def test_placeholders_are_those_of_the_original(code):
    wrong = []
    for entry in entries(code):
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
        for index, text in enumerate(texts(entry)):
            may_be_worded = entry.msgid_plural and index in WORDED.get(code, {0})
            missing = set() if may_be_worded else wanted - placeholders(text)
            if text and (missing or placeholders(text) - wanted):
                wrong.append((entry.msgid, text))

    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_plural_forms_are_those_of_the_language(code):
    header = catalogue(code).metadata.get("Plural-Forms", "")
    if not header and code == "en":
        return
    count = int(re.search(r"nplurals\s*=\s*(\d+)", header).group(1))
    wrong = [
        entry.msgid
        for entry in entries(code)
        if entry.msgid_plural and any(texts(entry)) and len(texts(entry)) != count
    ]

    assert count in PLURALS[code]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogues_hold_the_same_strings(code):
    def keys(which: str) -> set[tuple[str | None, str]]:
        return {(entry.msgctxt, entry.msgid) for entry in entries(which)}

    assert keys(code) == keys("fr")


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogue_is_compiled_and_used(code):
    compiled = path_of(code).with_suffix(".mo")
    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    simple = [e for e in entries(code) if not e.msgid_plural and not e.msgctxt]

    assert simple
    assert [e.msgid for e in simple if translations.gettext(e.msgid) != e.msgstr] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
def test_catalogues_know_every_string_of_the_code(tmp_path, monkeypatch):
    # In a copy of the sources, because gathering strings writes into the catalogue.
    for package in (path.parent for path in ROOT.glob("*/__init__.py")):
        if package.name != "tests":
            unread = shutil.ignore_patterns("__pycache__", "migrations", "static", "demo")
            shutil.copytree(package, tmp_path / package.name, ignore=unread)
    target = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with override_settings(LOCALE_PATHS=[str(tmp_path / "locale")]):
        call_command("makemessages", locale=["fr"], verbosity=0)
    used = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(target))}
    known = {(entry.msgctxt, entry.msgid) for entry in entries("fr")}

    assert used - known == set(), "make messages, then translate what is new"
    assert known - used == set(), "make messages, which drops what is gone"
