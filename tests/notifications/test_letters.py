from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from notifications.letters import (
    SUBJECT_LENGTH,
    Action,
    Letter,
    Quote,
    from_json,
    one_line,
    to_json,
)


@pytest.mark.parametrize(
    "path",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "news/", ""],
)
def test_letter_links_to_this_site_only(path: str) -> None:
    with pytest.raises(ValueError, match="this site"):
        Action("Open", path)
    assert Action("Open", "/en/news/?page=2").path == "/en/news/?page=2"


def test_subject_is_one_line_without_control_characters() -> None:
    assert one_line("Hearing\r\nBcc: all@example.org\x00 moved") == (
        "Hearing Bcc: all@example.org moved"
    )
    assert one_line("\u202eevil\u2066 subject") == "evil subject"
    assert len(one_line("word " * 100)) <= SUBJECT_LENGTH
    assert one_line("Слушание перенесено") == "Слушание перенесено"


def test_kept_letter_is_the_same_letter_in_the_language_it_was_kept_in() -> None:
    action = Action(gettext_lazy("Search"), "/fr/", is_secret=True)
    letter = Letter(gettext_lazy("Search"), ["One", Quote("Two")], action, Letter("A", ["B"]))
    with translation.override("fr"):
        kept = to_json(letter)
    again = from_json(kept)
    assert again.subject == "Rechercher"
    assert again.paragraphs == ["One", Quote("Two")]
    assert again.action == Action("Rechercher", "/fr/", is_secret=True)
    assert again.discreet == Letter("A", ["B"])


def test_secret_action_is_not_for_the_site() -> None:
    secret = Letter("A", ["B"], Action("C", "/en/", is_secret=True), Letter("D", []))
    plain = Letter("A", ["B"], Action("C", "/en/"))
    assert secret.without_secrets() == Letter("A", ["B"])
    assert plain.without_secrets() == plain
