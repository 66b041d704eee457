"""The commands that everyone relies on are there and do what their names say."""

import gettext
import os
import re
import subprocess
from pathlib import Path

import pytest

from scripts.compile_messages import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [
    "run",
    "test",
    "test-services",
    "test-browser",
    "lint",
    "bench",
    "messages",
    "lock",
    "demo",
    "format",
]
CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "Library"
msgstr "Библиотека"

#, fuzzy
msgid "News"
msgstr "Новизна"

msgid "%(count)s file"
msgid_plural "%(count)s files"
msgstr[0] "%(count)s файл"
msgstr[1] "%(count)s файла"
msgstr[2] "%(count)s файлов"
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_command_exists_and_says_what_it_does(name):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{name}:.* ## .+", makefile, flags=re.MULTILINE)
    assert re.search(rf"^\.PHONY:.*?\b{name}\b", makefile.replace("\\\n", ""), flags=re.MULTILINE)


@pytest.mark.parametrize("path", [".ci/run", *sorted(p.name for p in ROOT.glob("scripts/*.sh"))])
def test_shell_script_is_executable_and_well_formed(path):
    script = ROOT / path if "/" in path else ROOT / "scripts" / path

    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)  # noqa: S603, S607  (our own script)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")


@pytest.fixture
def catalogues(tmp_path):
    """Return a folder with one Russian catalogue."""
    path = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def test_catalogue_is_compiled_as_gettext_reads_it(catalogues):
    [source] = compile_catalogues(catalogues)

    with source.with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    assert russian.gettext("Library") == "Библиотека"
    assert [russian.ngettext("%(count)s file", "%(count)s files", n)[10:] for n in (1, 2, 5)] == [
        "файл",
        "файла",
        "файлов",
    ]


def test_guessed_translation_is_left_out(catalogues):
    [source] = compile_catalogues(catalogues)

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("News") == "News"


def test_only_a_changed_catalogue_is_compiled_again(catalogues):
    [source] = compile_catalogues(catalogues)
    os.utime(source, (0, 0))
    unchanged = compile_catalogues(catalogues)
    os.utime(source)
    os.utime(source.with_suffix(".mo"), (0, 0))

    assert unchanged == []
    assert compile_catalogues(catalogues) == [source]
