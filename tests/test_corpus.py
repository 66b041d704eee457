"""The large library of the benchmark: always the same, and shaped like a real one."""

from collections import Counter

from tests.corpus import BLOCK, LANGUAGES, TYPES, WITH_FILE, Corpus


def test_the_same_seed_gives_the_same_library_and_another_one_another():
    first, again = list(Corpus(works=12).documents()), list(Corpus(works=12).documents())
    assert first == again
    assert list(Corpus(works=12, seed=88).documents()) != first
    # A smaller library is the beginning of a larger one.
    small = list(Corpus(works=5).documents())
    assert small == first[: len(small)]


def test_fifty_thousand_expressions_of_twelve_thousand_works_come_lazily():
    assert Corpus(works=12_000).size == 50_000
    batch = next(Corpus(works=12_000).batches(10))
    assert len(batch) == 10


def test_it_has_the_proportions_of_a_library():
    documents = list(Corpus(works=600).documents())
    works = {document.work: document for document in documents}
    assert len(documents) == Corpus(works=600).size == 600 * sum(BLOCK) / len(BLOCK)
    assert len({document.page_id for document in documents}) == len(documents)
    languages = Counter(document.data.language for document in documents)
    assert languages.keys() == set(LANGUAGES)
    assert min(languages.values()) > len(documents) / 10
    assert {document.data.type for document in works.values()} == TYPES.keys()
    countries = Counter(
        country for document in works.values() for country in document.data.facets["country"]
    )
    assert len(countries) > 100
    # Frequent ones and rare ones.
    assert countries.most_common()[0][1] > 20 * countries.most_common()[-1][1]
    for facet in ("focus", "subject", "region", "instrument"):
        assert sum(bool(document.data.facets[facet]) for document in works.values()) > 300
    with_file = [
        document for document in works.values() if any(part.file_id for part in document.data.parts)
    ]
    assert len(with_file) == 600 / WITH_FILE
    assert max(part.page_number or 0 for part in with_file[0].data.parts) >= 2
    assert {document.data.is_verified for document in works.values()} == {True, False}


def test_all_languages_of_a_work_agree_on_its_facts():
    by_work = {}
    for document in Corpus(works=60).documents():
        data = document.data
        facts = (data.type, data.date, repr(data.facets), data.identifiers, data.headings)
        assert by_work.setdefault(document.work, facts) == facts
