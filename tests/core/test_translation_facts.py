"""Facts follow the original into every translation: at once, emptied ones too."""

from datetime import date

import pytest

from core.translation_facts import fact_fields
from library.models import CaseLawPage
from taxonomy.models import Country
from tests.core.translations import submit, translate
from tests.factories import CaseLawPageFactory, NewsArticlePageFactory

pytestmark = pytest.mark.django_db


def reload(page, code):
    return type(page).objects.get(translation_key=page.translation_key, locale__language_code=code)


def publish(page):
    page.save_revision().publish()


@pytest.fixture
def case(library_index):
    """Return a case with facts of every shape, live in Arabic too."""
    case = CaseLawPageFactory(
        slug="drivers",
        countries=["KE", "ZA"],
        focus_areas=["trade-union-rights"],
        citations=[{"system": "neutral", "text": "[2026] XKSC 5"}],
        outcome="won",
    )
    translate(case, "ar")
    return CaseLawPage.objects.get(pk=case.pk)


def test_a_translation_starts_with_the_facts_of_its_original(case):
    arabic = reload(case, "ar")
    assert {c.iso2 for c in arabic.countries.all()} == {"KE", "ZA"}
    assert [c.text for c in arabic.citations.all()] == ["[2026] XKSC 5"]
    assert (arabic.outcome, arabic.date) == ("won", case.date)


def test_changed_facts_reach_live_translations_at_once(case):
    case.date, case.outcome = date(2024, 2, 3), "mixed"
    case.countries = [Country.objects.get(iso2="BR")]
    case.citations = []
    publish(case)
    arabic = reload(case, "ar")
    assert arabic.live
    assert (arabic.date, arabic.outcome) == (date(2024, 2, 3), "mixed")
    assert [c.iso2 for c in arabic.countries.all()] == ["BR"]
    assert not arabic.citations.exists()
    assert arabic.get_latest_revision_as_object().outcome == "mixed"


def test_emptied_relations_are_emptied_in_translations(case):
    case.countries = []
    case.focus_areas = []
    publish(case)
    arabic = reload(case, "ar")
    assert not arabic.countries.exists()
    assert not arabic.focus_areas.exists()


def test_the_text_of_a_translation_is_left_alone(case):
    case.title, case.outcome = "A new title", "lost"
    publish(case)
    arabic = reload(case, "ar")
    assert arabic.title.startswith("[ar] ")
    assert "new title" not in arabic.title
    assert arabic.outcome == "lost"


def test_a_draft_translation_gets_the_facts_and_stays_a_draft(library_index):
    case = CaseLawPageFactory(slug="drivers", outcome="won")
    submit(case, "fr")
    case = CaseLawPage.objects.get(pk=case.pk)
    case.outcome = "lost"
    publish(case)
    french = reload(case, "fr")
    assert not french.live
    assert french.get_latest_revision_as_object().outcome == "lost"


def test_a_translators_unpublished_work_survives(case):
    arabic = reload(case, "ar")
    arabic.abstract = "A better wording"
    arabic.save_revision()
    case.outcome = "lost"
    publish(case)
    arabic = reload(case, "ar")
    assert arabic.outcome == "lost"
    assert arabic.abstract != "A better wording"
    draft = arabic.get_latest_revision_as_object()
    assert (draft.abstract, draft.outcome) == ("A better wording", "lost")


def test_publishing_a_translation_changes_no_original(case):
    arabic = reload(case, "ar")
    arabic.abstract = "A better wording"
    publish(arabic)
    assert reload(case, "en").abstract == case.abstract


def test_slugs_are_facts_of_every_page(news_index):
    article = NewsArticlePageFactory(slug="strike")
    assert translate(article, "ru").slug == "strike"
    assert "slug" in fact_fields(type(article))
