"""Ratifications: what counts prove, what editors state, and never a guess."""

import csv

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from library.models import Ratification, RatificationCount
from library.ratifications import DATA, load_ratifications
from taxonomy.models import Country
from tests.accounts.factories import UserFactory
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    InstrumentPageFactory,
    LegislationPageFactory,
    ReportPageFactory,
)

pytestmark = pytest.mark.django_db

EIGHT = {"C029", "C087", "C098", "C100", "C105", "C111", "C138", "C182"}


@pytest.fixture
def written(tmp_path):
    """Return a maker of files: rows of the shipped file with some cells changed."""

    def write(*changes):
        with DATA.open(encoding="utf-8", newline="") as file:
            shipped = {row["iso2"]: row for row in csv.DictReader(file)}
        rows = [shipped["KE"] | change for change in changes]
        path = tmp_path / "counts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(shipped["KE"]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def statements(iso2):
    return {
        row.code: (row.status, row.is_derived)
        for row in Ratification.objects.filter(country__iso2=iso2)
    }


# --- Loading ----------------------------------------------------------------------------------


def test_the_counts_that_ship_are_loaded_with_their_source(library_index):
    call_command("load_ratifications", verbosity=0)
    assert RatificationCount.objects.count() == 187
    kenya = RatificationCount.objects.get(country__iso2="KE")
    assert (kenya.fundamental, kenya.governance, kenya.total, kenya.as_of) == (7, 3, 50, "2021-01")
    assert kenya.normlex_country_id == 103315
    assert "NORMLEX" in kenya.source
    before = list(Ratification.objects.values_list("country", "code", "status"))
    call_command("load_ratifications", verbosity=0)
    assert list(Ratification.objects.values_list("country", "code", "status")) == before


def test_all_or_none_of_a_rank_prove_each_and_anything_between_proves_nothing(db, written):
    load_ratifications(
        written(
            {"iso2": "KE", "fundamental_of_8": "8", "governance_of_4": "0"},
            {"iso2": "ZA", "fundamental_of_8": "7", "governance_of_4": "4"},
            {"iso2": "PE", "fundamental_of_8": "0", "governance_of_4": "1"},
        )
    )
    governance = {"C081", "C122", "C129", "C144"}
    assert statements("KE") == dict.fromkeys(EIGHT, ("ratified", True)) | dict.fromkeys(
        governance, ("not_ratified", True)
    )
    assert statements("ZA") == dict.fromkeys(governance, ("ratified", True))
    assert statements("PE") == dict.fromkeys(EIGHT, ("not_ratified", True))


def test_what_an_editor_states_outlives_the_counts(db, written):
    load_ratifications(written({"fundamental_of_8": "8"}))
    row = Ratification.objects.get(country__iso2="KE", code="C087")
    row.status = "not_ratified"
    row.save()
    assert not row.is_derived
    load_ratifications(written({"fundamental_of_8": "8"}))
    assert statements("KE")["C087"] == ("not_ratified", False)
    assert statements("KE")["C098"] == ("ratified", True)


def test_what_is_no_longer_proven_goes_with_the_counts(db, written):
    load_ratifications(written({"fundamental_of_8": "8", "as_of": "2021-01"}))
    load_ratifications(written({"fundamental_of_8": "7", "as_of": "2022"}))
    assert statements("KE") == {}


def test_older_counts_do_not_replace_newer_ones(db, written):
    load_ratifications(written({"total_conventions": "51", "as_of": "2023-05"}))
    assert load_ratifications(written({"total_conventions": "40", "as_of": "2021-01"})) == 0
    assert RatificationCount.objects.get(country__iso2="KE").total == 51
    assert load_ratifications(written({"total_conventions": "52", "as_of": "2024"})) == 1
    assert RatificationCount.objects.get(country__iso2="KE").total == 52


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"iso2": "ZZ"}, "ZZ"),
        ({"fundamental_of_8": "9"}, "fundamental_of_8"),
        ({"governance_of_4": "-1"}, "governance_of_4"),
        ({"technical_of_178": "many"}, "technical_of_178"),
        ({"total_conventions": ""}, "total_conventions"),
        ({"total_conventions": "٣"}, "total_conventions"),
        ({"total_conventions": "99999999999999"}, "total_conventions"),
        ({"as_of": "January"}, "January"),
        ({"source": ""}, "source"),
        ({"source": "x" * 256}, "source"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_loaded(db, written, change, problem):
    path = written({"iso2": "ZA"}, change)
    with pytest.raises(CommandError, match="Row 3") as error:
        call_command("load_ratifications", path)
    assert problem in str(error.value)
    assert not RatificationCount.objects.exists()


def test_a_country_stands_in_a_file_once(db, written):
    with pytest.raises(CommandError, match="twice"):
        call_command("load_ratifications", written({}, {}))


@pytest.mark.parametrize("content", [b"", b"iso2\nKE\n", b"\xff\xfe\x00", b"iso2;country\n"])
def test_what_is_no_such_file_is_refused(db, tmp_path, content):
    path = tmp_path / "counts.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_ratifications", path)
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_ratifications", tmp_path / "absent.csv")


# --- The country page -------------------------------------------------------------------------


def country_statuses(client, iso2="ke", code="en"):
    known = client.get(f"/{code}/library/country/{iso2}/").context["ratifications"]
    return {
        item["code"]: item["status_label"] for group in known["groups"] for item in group["items"]
    }


def test_a_country_page_tells_ratified_not_ratified_and_no_record_apart(
    client, library_index, written
):
    load_ratifications(written({"fundamental_of_8": "8", "governance_of_4": "0"}))
    found = country_statuses(client)
    assert {found[code] for code in EIGHT} == {"Ratified"}
    assert found["C081"] == "Not ratified"
    # Fundamental since 2022: the counts of 2021 say nothing of them.
    assert {found[code] for code in ("C155", "C187", "P029")} == {"No record"}
    html = client.get("/en/library/country/ke/").content.decode()
    assert "8 of 8" in html
    assert "As of 2021-01" in html
    assert "since 2022 there are ten" in html
    assert "derived from the counts of 2021-01" in html
    assert "P11200_COUNTRY_ID:103315" in html


def test_seven_of_eight_says_nothing_of_any_one(client, library_index, written):
    load_ratifications(written({"fundamental_of_8": "7", "governance_of_4": "3"}))
    assert set(country_statuses(client).values()) == {"No record"}


def test_a_country_without_any_record_has_no_such_section(client, library_index, written):
    load_ratifications(written({}))
    assert 'id="ratifications"' in client.get("/en/library/country/ke/").content.decode()
    assert 'id="ratifications"' not in client.get("/en/library/country/za/").content.decode()


def test_an_editors_statement_is_shown_at_once_with_its_source(client, library_index):
    Ratification.objects.create(
        country=Country.objects.get(iso2="KE"),
        code="C190",
        status="denounced",
        as_of="2026-02",
        source="Official Gazette, an invented one",
    )
    assert country_statuses(client)["C190"] == "Denounced"
    row = Ratification.objects.get()
    row.status = "ratified"
    row.save()
    assert country_statuses(client)["C190"] == "Ratified"
    html = client.get("/en/library/country/ke/").content.decode()
    assert "as of 2026-02, <bdi>Official Gazette, an invented one</bdi>" in html


def test_instruments_are_linked_in_the_readers_language_where_she_may_see_them(
    client, library_index, written
):
    load_ratifications(written({"fundamental_of_8": "8"}))
    page = InstrumentPageFactory(slug="c087", code="C087", title="Freedom of Association")
    translate(page, "ar")
    assert '<a href="/ar/library/c087/">' in client.get("/ar/library/country/ke/").content.decode()
    assert "[ar] Freedom of Association" in client.get("/ar/library/country/ke/").content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    html = client.get("/en/library/country/ke/").content.decode()
    assert "/library/c087/" not in html
    assert "Freedom of Association" not in html
    client.force_login(UserFactory())
    assert "/en/library/c087/" in client.get("/en/library/country/ke/").content.decode()


# --- The instrument page ----------------------------------------------------------------------


@pytest.fixture
def instrument(library_index):
    return InstrumentPageFactory(slug="c087", code="C087")


def concerned(**more):
    return {"instruments": [{"code": "C087", "article": "3"}]} | more


def test_an_instrument_page_lists_its_works_by_country(client, instrument):
    case = CaseLawPageFactory(
        title="Case", **concerned(countries=["KE", "ZA"], focus_areas=["ilo"])
    )
    translate(case, "fr")
    LegislationPageFactory(title="Law", **concerned(countries=["KE"]))
    ReportPageFactory(title="Report", **concerned(focus_areas=["ilo"]))
    CaseLawPageFactory(title="Other", countries=["KE"])
    CaseLawPageFactory(title="Draft", draft=True, **concerned(countries=["PE"]))
    found = client.get("/en/library/c087/").context["concerning"]
    assert found["total"] == 3
    assert [(g["title"], sorted(row["title"] for row in g["rows"])) for g in found["groups"]] == [
        ("Kenya", ["Case", "Law"]),
        ("South Africa", ["Case"]),
        ("No country", ["Report"]),
    ]
    assert [(c["title"], c["count"]) for c in found["countries"]] == [
        ("Kenya", 2),
        ("South Africa", 1),
    ]
    assert [area["count"] for area in found["focus_areas"]] == [2]


def test_every_count_of_an_instrument_page_is_what_its_search_finds(client, instrument):
    for number in range(5):
        CaseLawPageFactory(
            **concerned(countries=["KE", "ZA"][: number % 3], focus_areas=["ilo"][: number % 2])
        )
    call_command("search_index", "build", verbosity=0)
    found = client.get("/en/library/c087/").context["concerning"]
    counted = [*found["countries"], *found["focus_areas"]]
    assert len(counted) == 3
    for item in counted:
        assert client.get(item["url"]).context["total"] == item["count"], item
    assert client.get(found["search_url"]).context["total"] == found["total"] == 5


def test_a_hidden_work_is_in_no_list_and_no_count_of_an_instrument(client, instrument):
    hidden = CaseLawPageFactory(title="Sealed", **concerned(countries=["KE"], focus_areas=["ilo"]))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/library/c087/").context["concerning"] is None
    client.force_login(UserFactory())
    found = client.get("/en/library/c087/").context["concerning"]
    assert found["total"] == 1
    assert [c["count"] for c in found["countries"]] == [1]


def test_an_instrument_page_lists_countries_by_status_and_counts_the_unknown(
    client, instrument, written
):
    load_ratifications(
        written(
            {"iso2": "KE", "fundamental_of_8": "8"},
            {"iso2": "ZA", "fundamental_of_8": "0"},
            {"iso2": "PE", "fundamental_of_8": "5"},
        )
    )
    response = client.get("/en/library/c087/")
    found = response.context["ratifications"]
    assert [(g["title"], [i["name"] for i in g["items"]]) for g in found["groups"]] == [
        ("Ratified", ["Kenya"]),
        ("Not ratified", ["South Africa"]),
    ]
    assert found["unknown_count"] == Country.objects.count() - 2
    assert "as of 2021-01" in response.content.decode()


def test_queries_do_not_grow_with_works_and_ratifications(client, instrument, written, member):
    client.force_login(member)

    def cost(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/ar/library/c087/", "/ar/library/country/ke/")
    load_ratifications(written({"iso2": "KE", "fundamental_of_8": "8"}))
    CaseLawPageFactory(**concerned(countries=["KE"], focus_areas=["ilo"]))
    first = [cost(path) for path in paths]
    load_ratifications(DATA)
    for country in ("ZA", "PE", "FR", "DE", "BR", "IN", "US", "GB"):
        CaseLawPageFactory(**concerned(countries=[country, "KE"], focus_areas=["ilo"]))
        InstrumentPageFactory()
    assert [cost(path) for path in paths] == first


# --- The admin --------------------------------------------------------------------------------


def test_editors_state_ratifications_and_members_do_not(client, db, editor, member):
    address = reverse("library_ratification_modeladmin_create")
    data = {
        "country": Country.objects.get(iso2="KE").pk,
        "code": "C190",
        "status": "ratified",
        "date": "",
        "as_of": "2026-01",
        "source": "An invented gazette",
    }
    client.force_login(member)
    assert client.post(address, data).status_code in (302, 403)
    assert not Ratification.objects.exists()
    client.force_login(editor)
    assert client.post(address, data | {"code": "C19"}).status_code == 200
    assert not Ratification.objects.exists()
    assert client.post(address, data).status_code == 302
    assert statements("KE") == {"C190": ("ratified", False)}
