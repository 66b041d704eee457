"""The search page: what it shows, what it refuses, what it costs."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.cache import PAGES, bump
from library.models import DocumentPage, DocumentText
from search.indexing import rebuild
from tests.core.factories import SiteDocumentFactory
from tests.core.translations import translate
from tests.library.factories import (
    CaseLawPageFactory,
    InstrumentPageFactory,
    LegislationPageFactory,
    ReportPageFactory,
)
from tests.news.factories import NewsArticlePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(site_tree):
    """Return an indexed article with an Arabic translation, and an indexed case."""
    article = NewsArticlePageFactory(
        title="Harbour pilots strike",
        summary="Pilots <b>strike</b> & sing.",
        countries=["KE"],
        focus_areas=["ilo"],
    )
    translate(article, "ar")
    case = CaseLawPageFactory(title="Pilots v Quay", countries=["ZA"], abstract="Tugs & pilots")
    rebuild()
    return article, case


def context(client, query, code="en"):
    response = client.get(f"/{code}/search/?{query}")
    assert response.status_code == 200
    return response.context


def facets(context):
    return {
        group["key"]: {option["value"]: option["count"] for option in group["options"]}
        for group in context["facet_groups"]
    }


def test_all_kinds_of_content_are_found_as_rows(client, content):
    response = client.get("/en/search/?q=pilots")
    rows = {row["title"]: row for row in response.context["rows"]}
    assert response.context["total"] == 2
    assert rows["Harbour pilots strike"]["type_label"] == "News"
    assert rows["Pilots v Quay"]["type_label"] == "Case law"
    assert "<mark>pilots</mark>" in rows["Pilots v Quay"]["snippet"]
    html = response.text
    assert "<b>strike" not in html
    assert "Pilots v Quay" in html
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_without_words_everything_is_listed_and_summaries_are_escaped(client, content):
    response = client.get("/en/search/")
    assert response.context["total"] == 2
    assert "<b>strike" not in response.text
    assert "Tugs &amp; pilots" in response.text


def test_facets_are_labelled_in_the_language_of_the_interface(client, content):
    found = context(client, "q=pilots", "fr")
    labels = {
        group["key"]: {option["value"]: option["label"] for option in group["options"]}
        for group in found["facet_groups"]
    }
    assert labels["country"] == {"KE": "Kenya", "ZA": "Afrique du Sud"}
    assert labels["language"] == {"en": "anglais", "ar": "arabe"}
    assert facets(found)["type"] == {"news": 1, "case": 1}


def test_a_chosen_facet_narrows_the_list_and_can_be_taken_off(client, content):
    found = context(client, "q=pilots&country=KE&country=ZA&type=case")
    assert [row["title"] for row in found["rows"]] == ["Pilots v Quay"]
    assert facets(found)["type"] == {"news": 1, "case": 1}
    assert facets(found)["country"] == {"ZA": 1, "KE": 0}
    chips = {chip["label"]: chip["remove_url"] for chip in found["chips"]}
    assert chips["Kenya"] == "?q=pilots&type=case&country=ZA"
    assert chips["Case law"] == "?q=pilots&country=KE&country=ZA"
    assert found["clear_url"] == "?q=pilots"


def test_a_work_is_shown_in_the_readers_language_with_all_its_languages(client, content):
    found = context(client, "q=pilots&type=news", "ar")
    (row,) = found["rows"]
    assert row["lang"] == "ar"
    assert [chip["code"] for chip in row["languages"]] == ["ar", "en"]


def test_a_kind_of_content_can_be_searched_alone(client, content):
    found = context(client, "q=pilots&kind=library")
    assert [row["title"] for row in found["rows"]] == ["Pilots v Quay"]
    assert {"name": "kind", "value": "library"} in found["hidden_params"]


@pytest.mark.parametrize(
    "query",
    [
        "type=opinion",
        "focus=no-such-thing",
        "country=XX",
        "country=ke",
        "language=tlh",
        "country=KE&country=%00",
        "kind=page",
        "page=0",
        "page=2",
        "page=-1",
        "page=one",
        "page=",
        "page=1000000000",
        "page=99999999999999999999",
        "page=%D9%A1",
        "subject=no-such-thing",
        "region=999",
        "instrument=c087",
        "instrument=%00",
        "verified=maybe",
        "year=21",
        "year_from=abc",
        "year_to=-5",
        "sort=random",
        "&".join(f"year={year}" for year in range(1900, 2000)),
    ],
)
def test_what_does_not_exist_is_not_found(client, content, query):
    assert client.get(f"/en/search/?q=pilots&{query}").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "%22pilots",
        "pilots+AND+NOT+%22",
        "NEAR(pilots,2)",
        "%00pilots%00",
        "*",
        "%F0%9F%92%A5",
        "%FF%FE",
        "%E2%80%AE",
        "pilots+" * 1400,
        "pilots%27%3B--",
        "%25s+%7B0%7D+pilots",
    ],
)
def test_any_text_gets_an_answer(client, content, text):
    response = client.get(f"/en/search/?q={text}")
    assert response.status_code == 200
    assert response.context["total"] in (0, 2)
    assert len(response.content) < 100_000


def test_a_page_that_went_offline_behind_the_index_has_no_row(client, content):
    article, _case = content
    type(article).objects.filter(pk=article.pk).update(live=False)
    assert [row["title"] for row in context(client, "q=pilots")["rows"]] == ["Pilots v Quay"]


def test_a_search_costs_ten_queries_at_most_however_much_is_found(client, site_tree):
    def add(number):
        for _n in range(number):
            article = NewsArticlePageFactory(summary="pilots", countries=["KE"])
            translate(article, "fr")
            CaseLawPageFactory(abstract="pilots", countries=["KE"])
            InstrumentPageFactory(
                abstract="pilots", other_titles=[{"language": "fr", "title": "Les pilotes"}]
            )
            file_report("The pilots in a file.", instruments=[{"code": "C087"}])
        rebuild()

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).context["rows"]
        return [query["sql"] for query in captured]

    addresses = ["/en/search/", "/fr/search/?q=pilots&country=KE&type=news&type=case"]
    add(1)
    few = [len(queries(address)) for address in addresses]
    add(6)
    many = [queries(address) for address in addresses]
    assert [len(sql) for sql in many] == few
    assert max(few) <= 10, "\n".join(max(many, key=len))


# --- Facets ---------------------------------------------------------------------------------


def options(context, facet):
    return next(group["options"] for group in context["facet_groups"] if group["key"] == facet)


def test_every_facet_is_counted_in_works_and_labelled_for_the_reader(client, site_tree):
    InstrumentPageFactory(
        code="C087",
        title="Freedom of Association Convention",
        other_titles=[{"language": "fr", "title": "Convention sur la liberté syndicale"}],
    )
    case = CaseLawPageFactory(
        title="A judgment",
        countries=["KE"],
        focus_areas=["trade-union-rights"],
        subjects=["right-to-strike"],
        instruments=[{"code": "C087"}],
        date="1998-05-01",
    )
    CaseLawPageFactory(title="Another", countries=["KE", "UG"], date="2021-05-01", unverified=True)
    translate(case, "fr")
    rebuild()
    found = context(client, "type=case", "fr")
    assert facets(found) == {
        "type": {"case": 2, "instrument": 1},
        "focus": {"trade-union-rights": 1},
        "subject": {"right-to-strike": 1},
        "country": {"KE": 2, "UG": 1},
        "region": {"002": 2, "014": 2},
        "language": {"en": 2, "fr": 1},
        "year": {"2021": 1, "1998": 1},
        "instrument": {"C087": 1},
        "verified": {"yes": 1, "no": 1},
    }
    assert [group["key"] for group in found["facet_groups"]] == list(facets(found))
    (convention,) = options(found, "instrument")
    assert (convention["code"], convention["label"], convention["lang"]) == (
        ("C087", "Convention sur la liberté syndicale", "fr")
    )
    assert {option["label"] for option in options(found, "region")} == {
        "Afrique",
        "Afrique orientale",
    }
    assert [option["value"] for option in options(found, "year")] == ["2021", "1998"]


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ("subject=right-to-strike", {"A judgment"}),
        ("region=002", {"A judgment", "An act"}),
        ("region=014", {"A judgment"}),
        ("region=001", {"A judgment", "An act", "Far away"}),
        ("region=014&region=005", {"A judgment", "Far away"}),
        ("year=1998", {"A judgment"}),
        ("year=1998&year=2021", {"A judgment", "An act"}),
        ("instrument=C087", {"A judgment"}),
        ("verified=no", {"An act"}),
        ("verified=no&verified=yes&type=case", {"A judgment", "Far away"}),
        ("year_from=1999", {"An act", "Far away"}),
        ("year_to=1998", {"A judgment"}),
        ("year_from=1998&year_to=2021", {"A judgment", "An act"}),
        ("year_from=2000&year_to=1990", set()),
        ("instrument=C999", set()),
        ("language=ar", set()),
    ],
)
def test_each_facet_lists_what_it_says(client, site_tree, chosen, titles):
    CaseLawPageFactory(
        title="A judgment",
        countries=["KE"],
        subjects=["right-to-strike"],
        instruments=[{"code": "C087"}],
        date="1998-05-01",
    )
    LegislationPageFactory(title="An act", countries=["NG"], date="2021-05-01", unverified=True)
    CaseLawPageFactory(title="Far away", countries=["BR"], date="2024-05-01")
    rebuild()
    found = context(client, chosen)
    assert {row["title"] for row in found["rows"]} == titles
    assert found["total"] == len(titles)
    assert all(chip["label"] for chip in found["chips"])
    assert found["clear_url"] == "?"


def test_a_count_ignores_its_own_facet_and_respects_the_others(client, site_tree):
    CaseLawPageFactory(countries=["KE"], date="1998-05-01")
    CaseLawPageFactory(countries=["UG"], date="2021-05-01")
    CaseLawPageFactory(countries=["UG"], date="2022-05-01")
    rebuild()
    found = context(client, "country=KE&year=1998")
    assert facets(found)["country"] == {"KE": 1}
    assert facets(found)["year"] == {"1998": 1}
    found = context(client, "country=UG")
    assert facets(found)["country"] == {"UG": 2, "KE": 1}
    assert facets(found)["year"] == {"2022": 1, "2021": 1}


def test_long_facets_stand_by_frequency_and_the_rest_is_behind_a_fold(client, site_tree):
    codes = ["AO", "BJ", "BW", "CD", "CI", "CM", "DZ", "EG", "ET", "GH", "GN", "MA", "ZA", "ZW"]
    CaseLawPageFactory(countries=codes)
    CaseLawPageFactory(countries=["ZW"])
    rebuild()
    response = client.get("/en/search/")
    countries = options(response.context, "country")
    assert (len(countries), countries[0]["value"]) == (14, "ZW")
    fold = response.text.index('<details class="facets__more">')
    assert response.text.index('id="facet-country-zw"') < fold
    assert response.text.index('id="facet-country-za"') > fold
    chosen = client.get("/en/search/?country=ZA").text
    assert '<details class="facets__more" open>' in chosen


def test_a_chosen_region_that_is_never_counted_has_no_number(client, content):
    found = context(client, "q=pilots&region=001")
    world = next(option for option in options(found, "region") if option["value"] == "001")
    assert world["is_selected"]
    assert world["count"] is None
    assert found["total"] == 2


def test_an_instrument_that_a_reader_may_not_see_has_a_code_and_no_title(client, site_tree, editor):
    convention = InstrumentPageFactory(code="C087", title="Quiet Convention")
    CaseLawPageFactory(instruments=[{"code": "C087"}])
    rebuild()
    assert "Quiet Convention" in client.get("/en/search/?type=case").text
    PageViewRestriction.objects.create(page=convention, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/search/?type=case")
    assert "Quiet Convention" not in response.text
    assert facets(response.context)["instrument"] == {"C087": 1}
    client.force_login(editor)
    assert "Quiet Convention" in client.get("/en/search/?type=case").text


def test_years_and_kind_are_chips_and_all_can_be_taken_off_at_once(client, content):
    address = "q=pilots&kind=library&year_from=1990&year_to=2030&country=ZA&sort=oldest"
    found = context(client, address)
    chips = {chip["label"]: chip["remove_url"] for chip in found["chips"]}
    assert chips["1990 to 2030"] == "?q=pilots&country=ZA&kind=library&sort=oldest"
    assert chips["Library only"] == ("?q=pilots&country=ZA&year_from=1990&year_to=2030&sort=oldest")
    assert found["clear_url"] == "?q=pilots&sort=oldest"
    html = client.get(f"/en/search/?{address}").text
    assert 'name="year_from" value="1990"' in html
    assert 'name="year_to" value="2030"' in html


def test_an_order_is_chosen_by_a_link_and_kept_by_the_filters(client, site_tree):
    for title, date in (("Old", "1998-05-01"), ("New", "2024-05-01"), ("Mid", "2010-05-01")):
        CaseLawPageFactory(title=title, date=date, abstract="pilots")
    rebuild()

    def titles(query):
        return [row["title"] for row in context(client, query)["rows"]]

    assert titles("q=pilots&sort=newest") == ["New", "Mid", "Old"]
    assert titles("q=pilots&sort=oldest") == ["Old", "Mid", "New"]
    assert titles("q=pilots&sort=added") == ["Mid", "New", "Old"]
    assert titles("sort=oldest") == ["Old", "Mid", "New"]
    found = context(client, "q=pilots&sort=oldest&country=KE")
    orders = {order["label"]: order for order in found["orders"]}
    assert orders["Relevance"]["url"] == "?q=pilots&country=KE"
    assert orders["Recently added"]["url"] == "?q=pilots&country=KE&sort=added"
    assert [label for label, order in orders.items() if order["is_current"]] == ["Oldest first"]
    assert {"name": "sort", "value": "oldest"} in found["hidden_params"]
    assert {"name": "sort", "value": "oldest"} in found["search_params"]
    assert "Relevance" not in {order["label"] for order in context(client, "")["orders"]}


# --- Rows -----------------------------------------------------------------------------------


def file_report(text, collection=None, *, name="a.pdf", title="The report", **fields):
    """Return a report with a file of two pages, the words on the second."""
    document = SiteDocumentFactory(
        title=title,
        file=ContentFile(b"%PDF-1.4", name=name),
        **({"collection": collection} if collection else {}),
    )
    state, _created = DocumentText.objects.update_or_create(
        document=document, defaults={"status": "read", "page_count": 2}
    )
    state.pages.all().delete()
    for number, words in ((1, "Contents"), (2, text)):
        DocumentPage.objects.create(text_of=state, number=number, text=words)
    return ReportPageFactory(files=[{"document": document}], **fields)


def test_words_in_a_file_lead_to_its_page(client, site_tree):
    # Beyond the few words that the index lets the page before run on into.
    entry = file_report(f"{'Preamble ' * 12} The xylophone clause binds the employer.")
    rebuild()
    document = entry.files.get().document
    response = client.get("/en/search/?q=xylophone")
    (row,) = response.context["rows"]
    assert "<mark>xylophone</mark>" in row["snippet"]
    assert row["file"]["url"] == f"/documents/{document.pk}/{document.filename}#page=2"
    assert "Page 2 of <bdi>The report</bdi>" in response.text
    served = client.get(row["file"]["url"])
    assert served.status_code == 200
    assert served.headers["Content-Disposition"].startswith("inline")
    assert served.headers["Content-Type"] == "application/pdf"
    assert b"".join(served.streaming_content) == b"%PDF-1.4"
    served.close()


def test_words_in_a_file_without_pages_lead_to_the_file(client, site_tree):
    file_report("The xylophone clause.", name="a.txt")
    rebuild()
    (row,) = context(client, "q=xylophone")["rows"]
    assert "#" not in row["file"]["url"]
    assert "In the file <bdi>The report</bdi>" in client.get("/en/search/?q=xylophone").text


def test_a_row_without_a_file_names_none(client, content):
    assert not any("file" in row for row in context(client, "q=pilots")["rows"])


def test_words_of_a_file_that_was_closed_behind_the_index_are_not_shown(client, site_tree, editor):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    file_report("The xylophone clause.", closed, title="Secret annex")
    rebuild()
    # As between the moment a file is closed and the moment its text leaves the index.
    CollectionViewRestriction.objects.bulk_create(
        [
            CollectionViewRestriction(
                collection=closed, restriction_type=CollectionViewRestriction.LOGIN
            )
        ]
    )
    bump(PAGES)
    html = client.get("/en/search/?q=xylophone").text
    assert "Secret annex" not in html
    assert "xylophone</mark> clause" not in html
    client.force_login(editor)
    assert "Secret annex" in client.get("/en/search/?q=xylophone").text


def test_what_nobody_checked_is_marked(client, site_tree):
    CaseLawPageFactory(title="Doubtful", unverified=True)
    CaseLawPageFactory(title="Checked")
    rebuild()
    rows = {row["title"]: row for row in context(client, "type=case")["rows"]}
    assert rows["Doubtful"]["is_unverified"]
    assert not rows["Checked"]["is_unverified"]
    assert "Not verified</span>" in client.get("/en/search/?type=case").text


# --- Nothing found --------------------------------------------------------------------------


def advice(client, query):
    found = context(client, query)
    assert found["total"] == 0
    return {item["title"]: item["url"] for item in found["advice"]}


def test_who_finds_nothing_is_told_what_to_try(client, content):
    tips = advice(client, "q=xyzzy")
    assert not any(tips.values())
    assert any("spelling" in tip for tip in tips)
    assert not any("fewer words" in tip for tip in tips)
    assert any("fewer words" in tip for tip in advice(client, "q=xyzzy+pilots"))
    html = client.get("/en/search/?q=xyzzy").text
    assert "Nothing was found for “xyzzy”." in html


def test_filters_and_quotation_marks_that_may_be_in_the_way_are_taken_off_by_a_link(
    client, content
):
    tips = advice(client, "q=pilots&country=ZA&type=news")
    assert tips["Search without the filters"] == "?q=pilots"
    tips = advice(client, "q=%22sing+strike%22&kind=news")
    assert "?q=sing+strike&kind=news" in tips.values()
    assert context(client, "q=sing+strike&kind=news")["total"] == 1


# --- Citations ------------------------------------------------------------------------------


def cited_case(title="Union v Platform", citation="[2021] UKSC 5", **fields):
    return CaseLawPageFactory(
        title=title, citations=[{"system": "neutral", "text": citation}], **fields
    )


@pytest.mark.parametrize(
    "text", ["%5B2021%5D+UKSC+5", "2021+uksc+5", "++%5B2021%5D++UKSC+5++", "[2021]+UKSC+5&kind="]
)
def test_a_citation_leads_straight_to_its_work_in_the_readers_language(client, site_tree, text):
    case = cited_case()
    rebuild()
    response = client.get(f"/fr/search/?q={text}")
    assert response.status_code == 302
    assert response.url == f"/fr/library/{case.slug}/"


def test_the_number_of_a_convention_leads_to_it(client, site_tree):
    convention = InstrumentPageFactory(code="C087")
    rebuild()
    for text in ("C087", "c87", "ILO+Convention+No.+87"):
        response = client.get(f"/en/search/?q={text}")
        assert (response.status_code, response.url) == (302, f"/en/library/{convention.slug}/")


@pytest.mark.parametrize(
    "query",
    [
        "q=%22C087%22",
        "q=C087+strike",
        "q=C087&type=case",
        "q=C087&year_from=1900",
        "q=C087&kind=news",
        "q=strike",
        "q=C999",
    ],
)
def test_what_is_more_than_a_citation_is_searched(client, site_tree, query):
    InstrumentPageFactory(code="C087")
    rebuild()
    assert client.get(f"/en/search/?{query}").status_code == 200


def test_a_citation_of_several_works_shows_them_above_the_results(client, site_tree):
    cited_case("First v Platform")
    cited_case("Second v Platform")
    rebuild()
    response = client.get("/en/search/?q=%5B2021%5D+UKSC+5")
    assert response.status_code == 200
    assert {row["title"] for row in response.context["cited"]} == {
        "First v Platform",
        "Second v Platform",
    }
    assert "Works with this citation" in response.text
    assert "Works with this citation" not in client.get("/en/search/?q=platform").text


def test_the_citation_of_a_work_that_a_reader_may_not_see_leads_nowhere(client, site_tree, editor):
    case = cited_case()
    rebuild()
    PageViewRestriction.objects.create(page=case, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/search/?q=%5B2021%5D+UKSC+5")
    assert response.status_code == 200
    assert response.context["total"] == 0
    assert case.title not in response.text
    client.force_login(editor)
    assert client.get("/en/search/?q=%5B2021%5D+UKSC+5").status_code == 302
