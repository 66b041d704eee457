"""What a reader's text asks for."""

import pytest

from search.parsing import MAX_CLAUSES, parse
from taxonomy.models import Concept

pytestmark = pytest.mark.django_db  # Words may name a concept of the thesaurus.


def test_quoted_words_and_words_grown_together_are_phrases():
    query = parse('strike "right to work" C-22/21')
    forms = [max(clause.forms, key=len) for clause in query.clauses]
    assert sorted(map(len, forms)) == [1, 3, 3]


def test_words_that_say_nothing_are_dropped_beside_others_only():
    assert len(parse("derecho de la huelga").clauses) == 2
    assert len(parse("de la").clauses) == 2
    assert len(parse('"de la"').clauses) == 1


@pytest.mark.parametrize("text", ["*", '""', "(", "\u200f", "\x00", "!!!", "💥"])
def test_signs_without_a_word_ask_for_nothing(text):
    query = parse(text)
    assert not query.clauses
    assert not query.is_empty


def test_a_long_query_is_cut():
    query = parse("strike union wage hours " * 2500)
    assert len(query.clauses) <= MAX_CLAUSES
    assert not parse(" " * 10_000).clauses
    assert parse(" " * 10_000).is_empty


def test_the_longest_name_that_words_make_is_taken():
    Concept.objects.create(slug="quokka", names={"en": ["scrub wallaby", "quokka"]})
    Concept.objects.create(slug="scrub", names={"en": ["scrub", "undergrowth"]})
    (group,) = parse("scrub wallaby").groups
    assert ("en_quokka",) in group.names.forms
    assert ("en_undergrowth",) not in group.names.forms
    first, second = parse("scrub kangaroo").groups
    assert ("en_undergrowth",) in first.names.forms
    assert second.names is None


def test_quoted_words_name_no_concept():
    Concept.objects.create(slug="quokka", names={"en": ["scrub wallaby", "quokka"]})
    assert parse("quokka").names
    assert not parse('"quokka"').names


def test_a_group_is_asked_for_once_and_whole_or_not_at_all():
    Concept.objects.create(slug="long", names={"en": [" ".join(f"w{c}x" for c in "abcdef"), "q"]})
    words = [f"word{c}z" for c in "abcdefgh"]
    query = parse(" ".join([*words, *words, *(f"w{c}x" for c in "abcdef")]))
    assert len(query.clauses) == 8
