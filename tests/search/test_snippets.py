"""Snippets: what was found, in its place, and never markup of the text's own."""

import pytest

from search.parsing import parse
from search.snippets import LENGTH, snippet

pytestmark = pytest.mark.django_db  # What a query asks for depends on the thesaurus.


def wanted(text):
    return parse(text).forms


def test_every_found_word_is_marked_in_its_own_spelling():
    html = snippet("Striking is a right. A strike may be long.", "en", wanted("strikes"))
    assert html == "<mark>Striking</mark> is a right. A <mark>strike</mark> may be long."


def test_markup_in_the_text_is_escaped():
    html = snippet('<script>alert("strike")</script> & <b>strike</b>', "en", wanted("strike"))
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("<mark>strike</mark>") == 2
    assert "&amp;" in html


def test_a_long_text_is_cut_around_most_of_the_words():
    text = "strike " + "and so on " * 100 + "a strike of the union " + "and so on " * 100
    html = snippet(text, "en", wanted("union strike"))
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert "<mark>strike</mark> of the <mark>union</mark>" in html
    assert len(html) < LENGTH * 2


def test_words_of_a_phrase_are_marked_only_where_they_make_it():
    text = "The right to work, the right to strike, and a strike by right of the"
    assert snippet(text, "en", wanted('"right to strike"')) == (
        "The right to work, the <mark>right</mark> <mark>to</mark> <mark>strike</mark>, "
        "and a strike by right of the"
    )


def test_a_phrase_that_goes_on_on_the_next_page_is_marked_up_to_there():
    html = snippet("They have the right to", "en", wanted('"right to strike"'))
    assert html == "They have the <mark>right</mark> <mark>to</mark>"


def test_a_text_without_spaces_is_cut_too():
    assert len(snippet("x" * 10_000, "en", wanted("strike"))) < LENGTH * 2


def test_signs_that_turn_the_text_around_are_not_shown():
    html = snippet("a\u202e strike\x00\nhere", "en", wanted("strike"))
    assert html == "a <mark>strike</mark> here"
