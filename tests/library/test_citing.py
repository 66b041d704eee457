"""Citations wired through: what a citation names, links in texts, who cites an entry; no leaks."""

from __future__ import annotations

import datetime
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.linking import links_of
from library import citation_index
from library.citing import CITED_BY_LIMIT, citation_links, cited_by, cited_works, citing_pages
from library.models import (
    CitedInFile,
    CitedText,
    EntryCitation,
    EntryIdentifier,
    PendingCitations,
)
from tests.core.factories import SiteDocumentFactory, body
from tests.core.translations import translate
from tests.factories import (
    ArticlePageFactory,
    CaseLawPageFactory,
    InstrumentPageFactory,
    NewsArticlePageFactory,
    ReportPageFactory,
)

pytestmark = pytest.mark.django_db

OUTSIDER = AnonymousUser()
ASLAM = [{"system": "neutral", "text": "[2021] UKSC 5"}]
CITING = "<p>As held in [2021] UKSC 5, drivers are workers.</p>"


def paragraph(html: str) -> str:
    return body({"type": "paragraph", "value": html, "id": str(uuid4())})


def close(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def published(library_index, django_capture_on_commit_callbacks):
    """Return a maker of pages whose tasks have run."""

    def make(factory, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return factory(**fields)

    return make


@pytest.fixture
def aslam(published):
    return published(CaseLawPageFactory, slug="aslam", title="Drivers v App", citations=ASLAM)


# --- What a citation names ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("[2021] UKSC 5", "aslam"),
        (" “2021 uksc 5” ", "aslam"),
        ("ECLI:NL:HR:2023:443", "identified"),
        ("https://doi.org/10.1093/INDLAW/dwab012", "article"),
        ("C087", "convention"),
        ("Convention No. 87", "convention"),
        ("convention n° 87", "convention"),
        ("Convenio núm. 87", "convention"),
        ("Übereinkommen Nr. 87", "convention"),
        ("Конвенция № 87", "convention"),
        ("الاتفاقية رقم ٨٧", "convention"),
        ("Convenção n.º 87", "convention"),
        ("Complaint No. 85/2012", "charter"),
    ],
)
def test_a_citation_names_its_work_however_it_is_written(library_index, text, slug):
    CaseLawPageFactory(slug="aslam", citations=ASLAM)
    CaseLawPageFactory(
        slug="identified", identifiers=[{"scheme": "other", "value": "ECLI:NL:HR:2023:443"}]
    )
    ArticlePageFactory(
        slug="article", identifiers=[{"scheme": "doi", "value": "10.1093/indlaw/dwab012"}]
    )
    InstrumentPageFactory(slug="convention", code="C087")
    CaseLawPageFactory(
        slug="charter",
        publisher="European Committee of Social Rights",
        citations=[{"system": "docket", "text": "85/2012"}],
    )
    assert [entry.slug for entry in cited_works(text, OUTSIDER)] == [slug]


@pytest.mark.parametrize(
    "text", ["", "strike", "2021", "85/2012", "[2021] UKSC 6", "C999", "x" * 9000]
)
def test_what_is_no_citation_or_names_nothing_finds_nothing(aslam, text):
    CaseLawPageFactory(citations=[{"system": "other", "text": "strike"}])
    assert list(cited_works(text, OUTSIDER)) == []


def test_a_work_in_many_languages_is_named_once_in_the_best_one(aslam):
    translate(aslam, "ar")
    for code, expected in (("en", "en"), ("ar", "ar"), ("de", "en")):
        with translation.override(code):
            assert [e.language_code for e in cited_works("[2021] UKSC 5", OUTSIDER)] == [expected]


def test_works_that_share_a_citation_are_all_named(aslam):
    CaseLawPageFactory(slug="other", citations=ASLAM)
    assert {e.slug for e in cited_works("[2021] UKSC 5", OUTSIDER)} == {"aslam", "other"}


def test_a_citation_of_a_hidden_work_names_nothing_to_outsiders(aslam, member):
    close(aslam)
    assert list(cited_works("[2021] UKSC 5", OUTSIDER)) == []
    assert [e.slug for e in cited_works("[2021] UKSC 5", member)] == ["aslam"]
    aslam.unpublish()
    assert list(cited_works("[2021] UKSC 5", member)) == []


def test_naming_works_costs_the_same_for_one_and_for_twenty(library_index):
    costs = []
    for number in (1, 20):
        for _n in range(number):
            CaseLawPageFactory(citations=ASLAM, countries=["GB"])
        with CaptureQueriesContext(connection) as queries:
            assert len(cited_works("[2021] UKSC 5", OUTSIDER)) >= number
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- Keys -----------------------------------------------------------------------------------


def test_a_citation_is_compared_as_one_of_its_court(library_index):
    entry = CaseLawPageFactory(
        publisher="European Committee of Social Rights",
        citations=[{"system": "docket", "text": "85/2012"}],
    )
    assert entry.citations.get().key == "ecsr85/2012"
    entry.publisher = "Some other court"
    entry.save_revision().publish()
    assert EntryCitation.objects.get(page=entry.pk).key == "85/2012"


def test_keys_are_made_for_many_rows_at_once_too(library_index):
    entry = CaseLawPageFactory()
    EntryCitation.objects.bulk_create([EntryCitation(page=entry, **ASLAM[0], key="old")])
    EntryIdentifier.objects.bulk_create(
        EntryIdentifier(page=entry, scheme=scheme, value=value)
        for scheme, value in [
            ("other", "ECLI:NL:HR:2023:443"),
            ("isbn", "9780000000002"),
            ("normlex", "C087"),
            ("doi", "no DOI"),
        ]
    )
    assert entry.citations.get().key == "2021uksc5"
    keys = EntryIdentifier.objects.order_by("pk").values_list("key", flat=True)
    assert list(keys) == ["eclinlhr2023-443", "", "", ""]


def test_the_migration_makes_all_keys_anew(library_index):
    entry = CaseLawPageFactory(
        publisher="European Committee of Social Rights",
        citations=[*ASLAM, {"system": "docket", "text": "85/2012"}],
        identifiers=[{"scheme": "other", "value": "ECLI:NL:HR:2023:443"}],
    )
    EntryCitation.objects.update(key="old")
    EntryIdentifier.objects.update(key="")
    migration = import_module("library.migrations.0003_keys_of_citations")
    migration.BATCH = 1
    migration.make_keys(apps, None)
    assert [c.key for c in entry.citations.all()] == ["2021uksc5", "ecsr85/2012"]
    assert entry.identifiers.get().key == "eclinlhr2023-443"


# --- Links in texts -------------------------------------------------------------------------

LINK = '<a class="citation" href="/{code}/library/aslam/">[2021] UKSC 5</a>'


@pytest.mark.parametrize("code", ["en", "ar"])
def test_citations_in_texts_become_links(client, published, aslam, code):
    published(
        CaseLawPageFactory, slug="later", body=paragraph(CITING), holding="Follows [2021] UKSC 5."
    )
    published(NewsArticlePageFactory, slug="story", body=paragraph(CITING))
    for path, count in (("library/later", 2), ("news/story", 1)):
        html = client.get(f"/{code}/{path}/").content.decode()
        assert html.count(LINK.format(code=code)) == count


def test_an_entry_never_links_to_itself(client, published, aslam):
    published(
        CaseLawPageFactory,
        slug="self",
        body=paragraph("<p>[2022] UKSC 7 and [2021] UKSC 5</p>"),
        citations=[{"system": "neutral", "text": "[2022] UKSC 7"}],
    )
    html = client.get("/en/library/self/").content.decode()
    assert LINK.format(code="en") in html
    assert 'href="/en/library/self/">[2022]' not in html


def test_a_citation_that_two_works_share_is_not_linked(client, published, aslam):
    published(NewsArticlePageFactory, slug="story", body=paragraph(CITING))
    assert LINK.format(code="en") in client.get("/en/news/story/").content.decode()
    published(CaseLawPageFactory, slug="twin", citations=ASLAM)
    html = client.get("/en/news/story/").content.decode()
    assert "[2021] UKSC 5" in html
    assert 'class="citation"' not in html


def test_a_number_out_of_a_list_is_not_linked_elsewhere(client, published):
    for code in ("C087", "C098"):
        published(InstrumentPageFactory, slug=code.lower(), code=code, title=f"Title {code}")
    text = "<p>Conventions Nos. 87 and 98 of the ILO; page 98. Convention No. 98 too.</p>"
    published(NewsArticlePageFactory, slug="story", body=paragraph(text))
    html = client.get("/en/news/story/").content.decode()
    assert '<a class="citation" href="/en/library/c087/">Conventions Nos. 87</a> and 98' in html
    assert '; page 98. <a class="citation" href="/en/library/c098/">Convention No. 98</a>' in html
    assert html.count('class="citation"') == 2


def test_links_to_a_hidden_work_are_not_shown_to_outsiders(client, published, aslam, member):
    published(NewsArticlePageFactory, slug="story", body=paragraph(CITING))
    assert LINK.format(code="en") in client.get("/en/news/story/").content.decode()
    restriction = close(aslam)
    assert "/library/aslam/" not in client.get("/en/news/story/").content.decode()
    client.force_login(member)
    assert LINK.format(code="en") in client.get("/en/news/story/").content.decode()
    client.logout()
    # What she was shown is kept for nobody else.
    assert "/library/aslam/" not in client.get("/en/news/story/").content.decode()
    restriction.delete()
    assert LINK.format(code="en") in client.get("/en/news/story/").content.decode()
    aslam.unpublish()
    assert "/library/aslam/" not in client.get("/en/news/story/").content.decode()


def test_a_hidden_work_that_shares_a_citation_does_not_take_the_link_away(published, aslam, member):
    hidden = published(CaseLawPageFactory, slug="hidden", citations=ASLAM)
    story = published(NewsArticlePageFactory, slug="story", body=paragraph(CITING))
    close(hidden)
    assert citation_links(story, OUTSIDER, "en") == {"[2021] UKSC 5": "/en/library/aslam/"}
    assert citation_links(story, member, "en") == {}


def test_a_preview_has_no_links(rf, published, aslam):
    story = published(NewsArticlePageFactory, body=paragraph(CITING))
    request = rf.get("/")
    request.user = OUTSIDER
    assert links_of(request, story)
    request.is_preview = True
    assert links_of(request, story) == {}


def test_links_cost_the_same_for_one_citation_and_for_twenty(published, member):
    costs = []
    for number in (1, 20):
        cited = [f"[2020] UKSC {n}" for n in range(1, number + 1)]
        for text in cited:
            published(CaseLawPageFactory, citations=[{"system": "neutral", "text": text}])
        page = published(NewsArticlePageFactory, body=paragraph(f"<p>{'; '.join(cited)}.</p>"))
        citation_links(page, member, "en")
        with CaptureQueriesContext(connection) as queries:
            links = citation_links(page, member, "en")
        assert len(links) == (1 if number == 1 else 19)  # the first is shared by now
        costs.append(len(queries))
    assert costs[0] == costs[1] == 3


# --- Cited by -------------------------------------------------------------------------------


def slugs(pages) -> list[str]:
    return [page.slug for page in pages]


def test_an_entry_shows_what_cites_it_the_newest_first(client, published, aslam):
    assert "cited-by" not in client.get("/en/library/aslam/").content.decode()
    published(CaseLawPageFactory, slug="older", title="Older case", abstract="See [2021] UKSC 5.")
    published(NewsArticlePageFactory, slug="story", title="A story", body=paragraph(CITING))
    published(ReportPageFactory, slug="silent", title="Cites nothing")
    response = client.get("/en/library/aslam/")
    assert [row["title"] for row in response.context["cited_by"]["rows"]] == [
        "A story",
        "Older case",
    ]
    html = response.content.decode()
    assert "2 texts cite this entry" in html
    assert "/en/news/story/" in html
    assert "See all that cite it" not in html
    assert "cited_by" not in (client.get("/en/library/older/").context["cited_by"] or {})


def test_the_rest_of_many_stands_on_pages_of_its_own(client, published, aslam):
    for number in range(CITED_BY_LIMIT + 11):
        published(
            ReportPageFactory,
            slug=f"r-{number}",
            title=f"Report {number:02}",
            abstract="[2021] UKSC 5",
        )
    html = client.get("/ar/library/aslam/").content.decode()
    assert html.count("result-row__title") == CITED_BY_LIMIT
    assert "/ar/library/cited-by/aslam/" in html
    first = client.get("/ar/library/cited-by/aslam/")
    assert first.context["total"] == CITED_BY_LIMIT + 11
    assert first.context["rows"][0]["title"] == "Report 20"
    second = client.get("/ar/library/cited-by/aslam/?page=2")
    assert [row["title"] for row in second.context["rows"]] == ["Report 00"]
    for path in ("cited-by/absent/", "cited-by/aslam/?page=9", "cited-by/aslam/?page=x"):
        assert client.get(f"/en/library/{path}").status_code == 404


def test_an_entry_that_nothing_cites_has_an_empty_page(client, aslam):
    response = client.get("/en/library/cited-by/aslam/")
    assert response.status_code == 200
    assert "No text of this site cites this entry yet." in response.content.decode()


def test_a_work_in_many_languages_counts_once_and_in_the_readers_language(published, aslam):
    citing = published(CaseLawPageFactory, slug="citing", body=paragraph(CITING))
    with_arabic = translate(citing, "ar")
    citation_index.request_reading([citing.translation_key])
    citation_index.read_pending()
    assert CitedText.objects.filter(page=with_arabic.pk).exists()
    assert [p.pk for p in citing_pages(aslam, OUTSIDER, "ar")] == [with_arabic.pk]
    assert [p.pk for p in citing_pages(aslam, OUTSIDER, "en")] == [citing.pk]


def test_an_instrument_is_cited_by_its_number_in_any_language(published):
    convention = published(InstrumentPageFactory, slug="c087", code="C087")
    published(NewsArticlePageFactory, slug="ru", summary="Нарушена Конвенция № 87.")
    published(NewsArticlePageFactory, slug="ar", summary="وفقاً للاتفاقية رقم ٨٧")
    assert slugs(citing_pages(convention, OUTSIDER, "en")) == ["ar", "ru"]


def test_what_an_outsider_may_not_read_is_not_among_what_cites(client, published, aslam, member):
    hidden = published(
        ReportPageFactory, slug="hidden", title="Members only", abstract="[2021] UKSC 5"
    )
    assert cited_by(aslam, OUTSIDER, "en")["total"] == 1
    close(hidden)
    assert cited_by(aslam, OUTSIDER, "en") is None
    for path in ("/en/library/aslam/", "/en/library/cited-by/aslam/"):
        assert "Members only" not in client.get(path).content.decode()
    client.force_login(member)
    for path in ("/en/library/aslam/", "/en/library/cited-by/aslam/"):
        assert "Members only" in client.get(path).content.decode()
    client.logout()
    for path in ("/en/library/aslam/", "/en/library/cited-by/aslam/"):
        assert "Members only" not in client.get(path).content.decode()


def test_who_cites_a_hidden_entry_is_shown_to_those_only_who_see_it(
    client, published, aslam, member
):
    published(ReportPageFactory, slug="open", title="Open report", abstract="[2021] UKSC 5")
    close(aslam)
    assert client.get("/en/library/cited-by/aslam/").status_code == 404
    client.force_login(member)
    assert "Open report" in client.get("/en/library/cited-by/aslam/").content.decode()


def test_drafts_and_pages_taken_offline_cite_nothing(
    published, aslam, django_capture_on_commit_callbacks
):
    draft = published(ReportPageFactory, slug="draft", abstract="[2021] UKSC 5", draft=True)
    page = published(ReportPageFactory, slug="live", abstract="[2021] UKSC 5")
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == ["live"]
    assert set(CitedText.objects.values_list("page_id", flat=True)) == {page.pk}
    page.abstract = "[2022] UKSC 7"
    revision = page.save_revision()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == ["live"]
    with django_capture_on_commit_callbacks(execute=True):
        revision.publish()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == []
    with django_capture_on_commit_callbacks(execute=True):
        draft.get_latest_revision().publish()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == ["draft"]
    with django_capture_on_commit_callbacks(execute=True):
        draft.refresh_from_db()
        draft.unpublish()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == []
    assert not CitedText.objects.filter(page=draft.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert not CitedText.objects.exists()


def test_an_entry_costs_the_same_cited_once_and_twenty_times(client, published, aslam, member):
    client.force_login(member)
    costs = []
    for number in (2, 20):
        for _n in range(number):
            published(ReportPageFactory, abstract="[2021] UKSC 5", countries=["KE"])
            published(NewsArticlePageFactory, summary="[2021] UKSC 5", countries=["KE"])
        for path in ("/en/library/aslam/", "/en/library/cited-by/aslam/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            costs.append((path, len(queries)))
    # Beyond the limit they are counted, with one query more.
    assert costs[2][1] <= costs[0][1] + 1
    assert costs[3] == costs[1]


# --- Citations in files ---------------------------------------------------------------------


def text_file(text: str, **fields):
    return SiteDocumentFactory(file=ContentFile(text.encode(), name=f"{uuid4()}.txt"), **fields)


def test_a_file_cites_what_its_text_says(
    client, published, aslam, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = text_file("The tribunal followed [2021] UKSC 5.")
    published(ReportPageFactory, slug="report", title="With a file", files=[{"document": document}])
    assert "With a file" in client.get("/en/library/aslam/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        document.file = ContentFile(b"Another text.", name="b.txt")
        document.save()
    assert not CitedInFile.objects.exists()
    assert "With a file" not in client.get("/en/library/aslam/").content.decode()


def test_a_closed_file_makes_its_entry_cite_for_those_only_who_may_open_it(
    client, published, aslam, member, django_capture_on_commit_callbacks
):
    closed = Collection.get_first_root_node().add_child(name="Members")
    with django_capture_on_commit_callbacks(execute=True):
        document = text_file("The tribunal followed [2021] UKSC 5.", collection=closed)
    report = published(ReportPageFactory, slug="report", files=[{"document": document}])
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == ["report"]
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == []
    assert client.get("/en/library/aslam/").context["cited_by"] is None
    assert slugs(citing_pages(aslam, member, "en")) == ["report"]
    restriction.delete()
    document.available_from = timezone.now() + datetime.timedelta(days=1)
    document.save()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == []
    assert slugs(citing_pages(aslam, member, "en")) == []
    document.available_from = None
    document.save()
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == ["report"]
    close(report)
    assert slugs(citing_pages(aslam, OUTSIDER, "en")) == []


# --- Reading --------------------------------------------------------------------------------


def test_many_changes_of_a_work_are_read_once(aslam, monkeypatch):
    read = []
    monkeypatch.setattr(citation_index, "_store", lambda work, _found: read.append(work))
    PendingCitations.objects.all().delete()
    for _n in range(3):
        citation_index.request_reading([aslam.translation_key])
    assert citation_index.read_pending() == 1
    assert read == [aslam.translation_key]
    assert citation_index.read_pending() == 0


def test_a_work_that_changes_while_it_is_read_is_read_again(aslam, monkeypatch):
    citing = ReportPageFactory(abstract="[2021] UKSC 5")
    PendingCitations.objects.all().delete()
    citation_index.request_reading([citing.translation_key])
    reading = citation_index.citations_in

    def change_meanwhile(text):
        found = reading(text)
        citation_index.request_reading([citing.translation_key])
        return found

    monkeypatch.setattr(citation_index, "citations_in", change_meanwhile)
    assert citation_index.read_pending() == 0
    assert not CitedText.objects.exists()
    monkeypatch.setattr(citation_index, "citations_in", reading)
    assert citation_index.read_pending() == 1
    assert CitedText.objects.filter(page=citing.pk).exists()


def test_one_broken_work_does_not_keep_others_waiting(aslam, monkeypatch, caplog):
    broken, fine = ReportPageFactory(abstract="broken"), ReportPageFactory(abstract="[2021] UKSC 5")
    PendingCitations.objects.all().delete()
    citation_index.request_reading([broken.translation_key])
    citation_index.request_reading([fine.translation_key])
    reading = citation_index.citations_in

    def fail(text):
        if "broken" in text:
            raise ValueError
        return reading(text)

    monkeypatch.setattr(citation_index, "citations_in", fail)
    assert citation_index.read_pending() == 1
    waiting = PendingCitations.objects.get()
    assert (waiting.work, waiting.failures) == (broken.translation_key, 1)
    for _n in range(2 * citation_index.MAX_FAILURES):
        citation_index.read_pending()
    waiting.refresh_from_db()
    assert waiting.failures == citation_index.MAX_FAILURES
    citation_index.request_reading([broken.translation_key])
    monkeypatch.undo()
    assert citation_index.read_pending() == 1


def test_the_command_reads_everything_again(
    aslam, published, capsys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = text_file("Recommendation No. 198")
    page = published(ReportPageFactory, abstract="[2021] UKSC 5", files=[{"document": document}])
    CitedInFile.objects.all().delete()
    CitedText.objects.update(key="old")
    CitedText.objects.create(page=ReportPageFactory(draft=True).page_ptr, key="x", text="x")
    call_command("read_citations", verbosity=0)
    assert "read." in capsys.readouterr().out
    assert list(CitedText.objects.values_list("page_id", "key", "text")) == [
        (page.pk, "2021uksc5", "[2021] UKSC 5")
    ]
    assert list(CitedInFile.objects.values_list("document_id", "key")) == [(document.pk, "r198")]
    assert not PendingCitations.objects.exists()


def test_a_text_is_read_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(citation_index, "PAGE_CHARACTERS", 20)
    monkeypatch.setattr(citation_index, "FILE_CHARACTERS", 30)
    monkeypatch.setattr(citation_index, "MAX_CITATIONS", 2)
    assert citation_index.citations_in("[2021] UKSC 5 " * 9) == [("2021uksc5", "[2021] UKSC 5")]
    assert citation_index.citations_in("x" * 20 + "[2021] UKSC 5") == []
    pages = ["[2021] UKSC 5", "x" * 20, "[2021] UKSC 6"]
    assert citation_index.keys_in_pages(pages) == {"2021uksc5"}
    monkeypatch.undo()
    many = "; ".join(f"[2021] UKSC {n}" for n in range(1, 1500))
    assert len(citation_index.citations_in(many)) == citation_index.MAX_CITATIONS
    assert len(citation_index.keys_in_pages([many])) == citation_index.MAX_CITATIONS
