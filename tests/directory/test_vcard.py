"""Cards are read back as what was written, by the rules of RFC 6350."""

from __future__ import annotations

import re

from directory.presentation import Contact, PresentedEntry, Term, Text
from directory.vcard import vcard


def read(card):
    """Return the properties of a card: [(name, parameters, value)], unfolded and unescaped."""
    assert card.endswith("\r\n")
    properties = []
    for line in card.replace("\r\n ", "").split("\r\n")[:-1]:
        head, _colon, value = line.partition(":")
        name, *parameters = head.split(";")
        properties.append((name, parameters, value))
    return properties


def unescape(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


AWKWARD = PresentedEntry(
    token="abc",
    name="Zephyrine; Inventado, \\ “Zed”\r\nBEGIN:VCARD",
    headline=Text("ar", "محامية عن العمال " * 9),
    organisation="Chambers: Night; Day, & Co",
    city="Nowhere, North",
    country=Term("KE", "Kenya"),
    languages=("en", "sw"),
    focus_areas=(Term("a", "Wages, hours"), Term("b", "Strikes")),
    website="https://example.org/a;b,c",
    contacts=(
        Contact("email", "e-mail", "zed@example.org"),
        Contact("phone", "telephone", "+99 (1) 23-45"),
        Contact("signal", "Signal", "zed.99"),
    ),
    bio=Text("en", "First line\nSecond; line " + "💼" * 60),
)


def test_a_card_is_read_back_as_it_was_written():
    card = vcard(AWKWARD)
    properties = read(card)
    assert properties[0] == ("BEGIN", [], "VCARD")
    assert properties[1] == ("VERSION", [], "4.0")
    assert properties[-1] == ("END", [], "VCARD")
    by_name = {name: value for name, _parameters, value in properties}
    assert [name for name, _p, _v in properties].count("BEGIN") == 1
    assert unescape(by_name["FN"]) == AWKWARD.name.replace("\r\n", "\n")
    assert unescape(by_name["ORG"]) == AWKWARD.organisation
    assert unescape(by_name["TITLE"]) == AWKWARD.headline.text
    place = [unescape(part) for part in re.split(r"(?<!\\);", by_name["ADR"])]
    assert place == ["", "", "", "Nowhere, North", "", "", "Kenya"]
    categories = [unescape(part) for part in re.split(r"(?<!\\),", by_name["CATEGORIES"])]
    assert categories == ["Wages, hours", "Strikes"]
    assert by_name["EMAIL"] == "zed@example.org"
    assert by_name["TEL"] == "tel:+9912345"
    assert by_name["URL"] == "https://example.org/a;b,c"
    notes = [unescape(value) for name, _p, value in properties if name == "NOTE"]
    assert notes == ["Signal: zed.99", AWKWARD.bio.text]
    assert [value for name, _p, value in properties if name == "LANG"] == ["en", "sw"]


def test_lines_are_folded_at_75_octets_and_no_character_is_torn():
    for line in vcard(AWKWARD).encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_what_is_not_shown_is_not_in_the_card():
    names = {name for name, _p, _v in read(vcard(PresentedEntry(token="abc", name="Member")))}
    assert names == {"BEGIN", "VERSION", "KIND", "FN", "END"}
