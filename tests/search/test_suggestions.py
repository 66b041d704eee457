"""Suggestions: what is offered while a reader types, and what never is."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from search.indexing import rebuild
from search.suggestions import suggestions_for
from tests.accounts.factories import UserFactory
from tests.core.translations import translate
from tests.library.factories import CaseLawPageFactory, InstrumentPageFactory
from tests.news.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


@pytest.fixture
def content(site_tree):
    """Return an indexed case with a citation, and an article about a country and focus area."""
    case = CaseLawPageFactory(
        title="Harbour Pilots v Quay",
        abstract="Xylophone players are workers.",
        citations=[{"system": "neutral", "text": "[2026] XKSC 51"}],
    )
    article = NewsArticlePageFactory(
        title="Libertés syndicales", countries=["KE"], focus_areas=["trade-union-rights"]
    )
    rebuild()
    return case, article


def titles(text, viewer=NOBODY, code="en"):
    return [suggestion.title for suggestion in suggestions_for(text, viewer, code)]


@pytest.mark.parametrize(
    "text",
    ["ha", "HARB", "harbour", "pilot", "pilots", "quay har", "  pilo  quay ", "xksc", "[2026] XK"],
)
def test_titles_and_citations_are_suggested_by_the_beginnings_of_words(content, text):
    case, _article = content
    (suggestion,) = suggestions_for(text, NOBODY, "fr")
    assert suggestion.title == "Harbour Pilots v Quay"
    assert suggestion.url == f"/fr/library/{case.slug}/"
    assert suggestion.language == "en"


@pytest.mark.parametrize("text", ["arbour", "pilots zebra", "xylophone", "quay-side", "harbours v"])
def test_what_begins_no_word_of_a_title_is_not_suggested(content, text):
    expected = ["Harbour Pilots v Quay"] if text == "harbours v" else []
    assert titles(text) == expected


def test_case_and_accents_do_not_matter(content):
    assert titles("liberte synd") == titles("LIBERTÉS") == ["Libertés syndicales"]


def test_terms_lead_to_a_search_for_them_in_the_readers_language(content):
    with translation.override("fr"):
        (suggestion,) = suggestions_for("keni", NOBODY, "fr")
    assert (suggestion.title, suggestion.label) == ("Kenya", "Pays")
    assert suggestion.url == "/fr/search/?country=KE"
    by_arabic_name = suggestions_for("كين", NOBODY, "en")
    assert [found.title for found in by_arabic_name] == ["Kenya"]


def test_a_term_is_suggested_only_where_a_reader_finds_something(content):
    _case, article = content
    assert titles("kenya") == ["Kenya"]
    assert titles("uganda") == []
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert titles("kenya") == []
    assert titles("kenya", UserFactory()) == ["Kenya"]


def test_a_subject_is_suggested_by_its_synonyms_too(site_tree):
    from taxonomy.models import Subject

    subject = Subject.objects.get(slug="right-to-strike")
    subject.synonyms = {"en": ["downing of tools"]}
    subject.save()
    CaseLawPageFactory(title="A case", subjects=["right-to-strike"])
    rebuild()
    assert titles("downing") == [subject.label("en")]


def test_a_citation_leads_the_list_with_its_work(site_tree):
    convention = InstrumentPageFactory(code="C087", title="Freedom of Association Convention")
    rebuild()
    first = suggestions_for("ILO Convention No. 87", NOBODY, "en")[0]
    assert (first.title, first.url) == (convention.title, f"/en/library/{convention.slug}/")
    assert titles("C087") == [convention.title]


def test_a_work_is_suggested_once_in_the_readers_language(content):
    case, _article = content
    translate(case, "fr")
    rebuild()
    assert titles("harbour") == ["Harbour Pilots v Quay"]
    assert titles("harbour", code="fr") == ["[fr] Harbour Pilots v Quay"]


def test_a_forbidden_title_is_suggested_to_nobody_who_may_not_read_it(content):
    case, _article = content
    group = Group.objects.create(name="Strike committee")
    restriction = PageViewRestriction.objects.create(
        page=case, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    inside, member = UserFactory(), UserFactory(is_member=True)
    inside.groups.add(group)
    for text in ("harbour", "[2026] XKSC 51"):
        assert titles(text, inside) == ["Harbour Pilots v Quay"]
        assert titles(text, NOBODY) == []
        assert titles(text, member) == []


def test_a_title_for_members_is_suggested_to_members_only(content, member):
    case, _article = content
    restriction = PageViewRestriction.objects.create(
        page=case, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.set(member.groups.all())
    assert member.groups.exists()
    assert titles("harbour", member) == ["Harbour Pilots v Quay"]
    assert titles("harbour", NOBODY) == []


def test_drafts_and_what_went_offline_behind_the_index_are_not_suggested(content):
    case, _article = content
    CaseLawPageFactory(title="Harbour secrets", draft=True)
    rebuild()
    assert titles("harbour") == ["Harbour Pilots v Quay"]
    type(case).objects.filter(pk=case.pk).update(live=False)
    assert titles("harbour") == []


def test_the_page_part_has_links_and_says_how_many(client, content):
    response = client.get("/en/search/suggestions/?q=harb")
    assert response.status_code == 200
    assert 'data-announcement="1 suggestion"' in response.text
    assert "Harbour Pilots v Quay" in response.text
    assert "<html" not in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_titles_are_escaped(client, site_tree):
    CaseLawPageFactory(title="Harbour <script>alert(1)</script>")
    rebuild()
    html = client.get("/en/search/suggestions/?q=harb").text
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h",
        "%20h%20",
        "h" * 101,
        "harbour+" * 1300,
        "%22",
        "%22harb",
        "*",
        "ha*",
        "h%00a",
        "%00%00",
        "%27%27",
        "ha%27%3B--",
        "NEAR(ha,2)",
        "heading:",
        "ha+OR+li",
        "%25%25",
        "__",
        "%F0%9F%92%A5%F0%9F%92%A5",
        "%FF%FE%FF",
        "%E2%80%AE%E2%80%AE",
        "%CC%81%CC%81",
        "x_y",
        "a'b:*A",
    ],
)
def test_any_text_gets_a_bounded_answer(client, content, text):
    response = client.get(f"/en/search/suggestions/?q={text}")
    assert response.status_code == 200
    assert response.text.count("<a ") <= 1


def test_at_most_eight_are_offered_at_one_cost(client, site_tree):
    def cost():
        client.get("/en/search/suggestions/?q=pilots")
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/en/search/suggestions/?q=pilots").text
        return html.count("<a "), len(queries)

    CaseLawPageFactory(title="Pilots first")
    rebuild()
    one, few = cost()
    for number in range(20):
        CaseLawPageFactory(title=f"Pilots {number}", countries=["KE"])
    rebuild()
    many, same = cost()
    assert (one, many) == (1, 8)
    assert same == few <= 3


def test_the_search_box_names_where_to_ask(client, content):
    assert 'data-suggestions="/fr/search/suggestions/"' in client.get("/fr/search/").text
    assert 'data-suggestions="/fr/search/suggestions/"' in client.get("/fr/").text
