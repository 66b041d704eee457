"""Concepts join the languages and follow the editors at once: the same on every engine."""

import pytest

from search.query import SearchQuery
from search.thesaurus import thesaurus
from taxonomy.models import Concept
from tests.search.conftest import FIRST_PAGE_ID, document

pytestmark = pytest.mark.django_db


def found(engine, text, **query) -> list[int]:
    results = engine.search(SearchQuery(text, page_size=100, **query))
    assert results.total == len(results.hits)
    return [hit.page_id - FIRST_PAGE_ID for hit in results.hits]


@pytest.fixture
def quokka(engine):
    """Return the engine with texts on an animal that no concept names yet."""
    engine.index(
        [
            document(1, "Das Kurzschwanzkänguru arbeitet nicht.", language="de"),
            document(2, "Quokkas rest at noon."),
            document(3, "The short tailed scrub wallaby rests."),
            document(4, "A wallaby with a short coat rests on a tailed bench in the scrub."),
        ]
    )
    return engine


NAMES = {"en": ["quokka", "short tailed scrub wallaby"], "de": ["Kurzschwanzkänguru"]}


def test_a_concept_takes_effect_as_soon_as_an_editor_adds_it(quokka):
    assert found(quokka, "quokka") == [2]
    concept = Concept.objects.create(slug="quokka", names=NAMES)
    # Her own word first; names of several words as phrases only.
    assert found(quokka, "quokka")[0] == 2
    assert set(found(quokka, "quokka")) == {1, 2, 3}
    concept.names = {"en": ["quokka"], "de": ["Kurzschwanzkänguru"]}
    concept.save()
    assert set(found(quokka, "quokka")) == {1, 2}
    concept.delete()
    assert found(quokka, "quokka") == [2]


def test_a_name_of_several_words_finds_the_other_names(quokka):
    Concept.objects.create(slug="quokka", names=NAMES)
    assert set(found(quokka, "short tailed scrub wallaby")) == {1, 2, 3, 4}
    assert set(found(quokka, "the short tailed scrub wallabies rest")) == {2, 3, 4}
    assert found(quokka, '"short tailed scrub wallaby"') == [3]
    assert set(found(quokka, "wallaby")) == {3, 4}


def test_another_name_does_not_excuse_the_other_words(quokka):
    Concept.objects.create(slug="quokka", names=NAMES)
    assert found(quokka, "quokka noon") == [2]
    assert found(quokka, "quokka arbeitet") == [1]


def test_an_english_query_finds_a_text_that_is_arabic_only(engine):
    engine.index(
        [
            document(1, "نص الحكم", language="ar", title="حكم"),
            document(
                2, "نص", language="ar", title="حكم", other_titles=(("en", "Harbour pilots case"),)
            ),
            document(
                3,
                "نص",
                language="ar",
                title="حكم",
                headings=(("en", "Dock labour"), ("ar", "عمل الموانئ")),
            ),
            document(4, "يحق للعمال تشكيل نقابات", language="ar", title="حكم"),
        ]
    )
    assert found(engine, "harbour pilot") == [2]  # By its title,
    assert found(engine, "dock labour") == [3]  # by its subject,
    assert found(engine, "trade union") == [4]  # and by the thesaurus.
    (hit,) = engine.search(SearchQuery("trade unions")).hits
    assert (hit.language, hit.snippet.language) == ("ar", "ar")
    assert "<mark>نقابات</mark>" in hit.snippet.html


def test_a_heading_is_no_phrase_with_the_next_one(engine):
    engine.index(
        [document(1, headings=(("en", "Dock labour"), ("en", "Inspection of ships")), date=None)]
    )
    assert found(engine, '"dock labour"') == [1]
    assert found(engine, '"labour inspection"') == []


def test_an_unchanged_thesaurus_is_stemmed_once(db, django_assert_num_queries):
    Concept.objects.create(slug="quokka", names=NAMES)
    first = thesaurus()
    with django_assert_num_queries(0):
        assert thesaurus() is first
