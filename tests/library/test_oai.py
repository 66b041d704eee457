"""The OAI-PMH provider: what harvesters get, what they never hear of, and what they hear when it goes."""

from __future__ import annotations

import datetime
import threading
import uuid
from itertools import pairwise

import pytest
from django.core import signing
from django.db import connections
from django.test import Client
from django.utils import timezone
from lxml import etree
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from library.models import OaiRecord, OaiSetMember
from library.oai import responses, syncing
from tests.core.translations import translate
from tests.factories import (
    CaseLawPageFactory,
    LegislationPageFactory,
    NewsArticlePageFactory,
    ReportPageFactory,
    SiteDocumentFactory,
)

OAI = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
}
NOON = datetime.datetime(2026, 3, 1, 12, 0, 0, tzinfo=datetime.UTC)


def ask(client, method: str = "get", **arguments):
    """Return the answer to a request; `from_` stands for `from`."""
    arguments = {name.rstrip("_"): value for name, value in arguments.items()}
    response = getattr(client, method)("/oai", arguments)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)


def found(root, path: str) -> list[str]:
    """Return the texts at a path."""
    return [element.text for element in root.findall(f".//{path}", OAI)]


def errors(client, **arguments) -> list[str]:
    """Return the codes of an answer's errors."""
    return [e.get("code") for e in ask(client, **arguments).findall("oai:error", OAI)]


def listed(client, **arguments) -> dict[str, bool]:
    """Return identifiers and whether each is deleted; nothing where no record matches."""
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", **arguments)
    return {
        header.findtext("oai:identifier", namespaces=OAI): header.get("status") == "deleted"
        for header in root.findall(".//oai:header", OAI)
    }


def identifier(page) -> str:
    """Return a work's identifier."""
    return f"oai:localhost:{page.translation_key}"


def stamp(moment: datetime.datetime) -> str:
    """Return a moment as the protocol writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def restrict(page) -> PageViewRestriction:
    """Close a page to all but members."""
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def changed_at(page, moment: datetime.datetime, **facts) -> None:
    """Say when a work last changed, as if it had been then."""
    OaiRecord.objects.filter(work=page.translation_key).update(datestamp=moment, **facts)


# --- The verbs ------------------------------------------------------------------------------


def test_the_repository_says_what_it_is(client, db) -> None:
    root = ask(client, verb="Identify")

    assert found(root, "oai:baseURL") == ["http://localhost:8000/oai"]
    assert found(root, "oai:protocolVersion") == ["2.0"]
    assert found(root, "oai:deletedRecord") == ["persistent"]
    assert found(root, "oai:granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert "@" in found(root, "oai:adminEmail")[0]
    assert root.find("oai:request", OAI).attrib == {"verb": "Identify"}
    assert client.get("/oai?verb=Identify").headers["Cache-Control"] == "no-store"
    assert client.put("/oai").status_code == 405


def test_the_identifier_scheme_is_told_where_there_is_a_domain(client, db, settings) -> None:
    assert ask(client, verb="Identify").find(".//oai:description", OAI) is None
    settings.SITE_URL = "https://library.example.org"
    root = ask(client, verb="Identify")
    path = ".//{http://www.openarchives.org/OAI/2.0/oai-identifier}repositoryIdentifier"

    assert root.findtext(path) == "library.example.org"


def test_one_record_in_dublin_core(client, db) -> None:
    case = CaseLawPageFactory(
        title="Wages & <hours>",
        other_titles=[{"language": "ar", "title": "الأجور"}],
        countries=["KE"],
        focus_areas=["ilo"],
        date=datetime.date(2024, 1, 1),
        date_precision="year",
    )
    syncing.bring_in_step()
    root = ask(client, verb="GetRecord", identifier=identifier(case), metadataPrefix="oai_dc")

    assert found(root, "dc:title") == ["Wages & <hours>", "الأجور"]
    assert found(root, "dc:date") == ["2024"]
    assert found(root, "dc:coverage") == ["Kenya"]
    assert found(root, "oai:setSpec") == ["country:KE", "focus:ilo", "type:case"]
    schema = root.find(".//oai_dc:dc", OAI).get(
        "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
    )
    assert schema.split()[0] == OAI["oai_dc"]


def test_a_post_is_answered_like_a_get(db) -> None:
    CaseLawPageFactory()
    syncing.bring_in_step()
    client = Client(enforce_csrf_checks=True)
    answers = [
        found(ask(client, method, verb="ListRecords", metadataPrefix="oai_dc"), "dc:title")
        for method in ("get", "post")
    ]

    assert answers[0] == answers[1] != []


def test_formats_and_sets_are_listed(client, db) -> None:
    CaseLawPageFactory(countries=["KE"], focus_areas=["ilo"])
    LegislationPageFactory(countries=["ZA"], draft=True)
    syncing.bring_in_step()

    assert found(ask(client, verb="ListMetadataFormats"), "oai:metadataPrefix") == ["oai_dc"]
    root = ask(client, verb="ListSets")
    sets = dict(zip(found(root, "oai:setSpec"), found(root, "oai:setName"), strict=True))
    # A draft's country would tell that there is a draft.
    assert set(sets) == {"type", "focus", "country", "type:case", "focus:ilo", "country:KE"}
    assert (sets["type:case"], sets["country:KE"]) == ("Case law", "Kenya")


def test_a_harvest_is_narrowed_by_set_and_moment(client, db) -> None:
    old, new = CaseLawPageFactory(countries=["KE"]), ReportPageFactory(countries=["KE", "ZA"])
    syncing.bring_in_step()
    changed_at(old, NOON)
    changed_at(new, NOON + datetime.timedelta(days=2))

    def names(**arguments):
        return [page for page in (old, new) if identifier(page) in listed(client, **arguments)]

    assert names() == [old, new]
    assert names(set="type:case") == [old]
    assert names(set="country:ZA") == [new]
    assert names(set="type") == names(set="country:KE") == [old, new]
    assert names(from_=stamp(NOON)) == [old, new]
    assert names(from_=stamp(NOON + datetime.timedelta(seconds=1))) == [new]
    assert names(until=stamp(NOON)) == [old]
    assert names(until=stamp(NOON - datetime.timedelta(seconds=1))) == []
    assert names(from_="2026-03-01", until="2026-03-01") == [old]
    assert names(from_="2026-03-02", set="type:case") == []
    assert errors(
        client, verb="ListRecords", metadataPrefix="oai_dc", from_="2026-03-02", set="type:case"
    ) == ["noRecordsMatch"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "GetMetadata"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "set": "type"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2026"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2026-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "0000-01-01"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "9999-12-31"},
            "noRecordsMatch",
        ),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "0001-01-01"},
            "noRecordsMatch",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "oai_dc",
                "from_": "2026-01-01",
                "until": "2026-01-01T00:00:00Z",
            },
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "oai_dc",
                "from_": "2026-01-02",
                "until": "2026-01-01",
            },
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "a b"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "no:such"}, "noRecordsMatch"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "\x00\x01é" * 500}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        (
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "\x01<é>"},
            "idDoesNotExist",
        ),
        (
            {"verb": "ListMetadataFormats", "identifier": f"oai:localhost:{uuid.uuid4()}"},
            "idDoesNotExist",
        ),
    ],
)
def test_what_is_asked_wrongly_is_told(client, db, arguments: dict, code: str) -> None:
    root = ask(client, **arguments)

    assert [e.get("code") for e in root.findall("oai:error", OAI)] == [code]
    # What was not understood is not echoed.
    is_echoed = bool(root.find("oai:request", OAI).attrib)
    assert is_echoed == (code not in ("badVerb", "badArgument"))


def test_one_spelling_of_an_identifier(client, db) -> None:
    case = CaseLawPageFactory()
    syncing.bring_in_step()
    name = identifier(case)

    def answer(text: str) -> list[str]:
        return errors(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=text)

    assert answer(name) == []
    for other in (name.upper(), name.replace("-", ""), name.replace("localhost", "example.org")):
        assert answer(other) == ["idDoesNotExist"]
    assert errors(client, verb="GetRecord", metadataPrefix="x", identifier=name) == [
        "cannotDisseminateFormat"
    ]


# --- What is never told, and what is when it goes -------------------------------------------


def test_what_was_never_public_does_not_exist(client, db) -> None:
    public = CaseLawPageFactory()
    kept, draft = CaseLawPageFactory(), CaseLawPageFactory(draft=True)
    restrict(kept)
    NewsArticlePageFactory()
    syncing.bring_in_step()

    assert listed(client) == {identifier(public): False}
    for page in (kept, draft):
        assert errors(
            client, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier(page)
        ) == ["idDoesNotExist"]
    assert OaiRecord.objects.count() == 1


@pytest.mark.parametrize("how", ["unpublished", "restricted", "section restricted", "deleted"])
def test_what_goes_is_listed_as_deleted_and_no_more(client, db, how: str) -> None:
    stays, goes = CaseLawPageFactory(title="Stays"), CaseLawPageFactory(title="Goes")
    syncing.bring_in_step()
    changed_at(goes, NOON)
    if how == "unpublished":
        goes.unpublish()
    elif how == "restricted":
        restrict(goes)
    elif how == "section restricted":
        restrict(goes.get_parent())
    else:
        goes.delete()

    def answer() -> str:
        root = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
        assert (identifier(goes), True) in listed(client).items()
        return etree.tostring(root, encoding="unicode")

    # At once, before any task ran; and with the moment it went once one did.
    assert "Goes" not in answer()
    syncing.bring_in_step()
    assert "Goes" not in answer()
    assert identifier(goes) in listed(client, from_=stamp(NOON + datetime.timedelta(seconds=1)))
    root = ask(client, verb="GetRecord", identifier=identifier(goes), metadataPrefix="oai_dc")
    assert root.find(".//oai:header", OAI).get("status") == "deleted"
    assert root.find(".//oai:metadata", OAI) is None
    assert found(root, "oai:setSpec") == ["type:case"]
    if how != "section restricted":
        assert "Stays" in answer()
        assert listed(client)[identifier(stays)] is False


def test_only_open_files_are_told_of(client, db) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    collection = Collection.get_first_root_node().add_child(name="For members")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    case = CaseLawPageFactory(
        files=[
            {"document": SiteDocumentFactory()},
            {"document": SiteDocumentFactory(available_from=tomorrow)},
            {"document": SiteDocumentFactory(collection=collection)},
        ]
    )
    syncing.bring_in_step()
    root = ask(client, verb="GetRecord", identifier=identifier(case), metadataPrefix="oai_dc")
    opened, *_others = (file.document for file in case.files.all())

    files = [text for text in found(root, "dc:identifier") if "/documents/" in text]
    assert files == [f"http://localhost:8000/documents/{opened.pk}/{opened.filename}"]


def test_what_comes_back_is_no_longer_deleted(client, db) -> None:
    case = CaseLawPageFactory()
    restriction = restrict(case)
    syncing.bring_in_step()
    assert listed(client) == {}
    restriction.delete()
    syncing.bring_in_step()
    assert listed(client) == {identifier(case): False}
    restriction = restrict(case)
    syncing.bring_in_step()
    assert listed(client) == {identifier(case): True}
    restriction.delete()
    syncing.bring_in_step()

    assert listed(client) == {identifier(case): False}


def test_saving_without_a_change_is_no_change(client, db) -> None:
    case = CaseLawPageFactory(title="As it was")
    syncing.bring_in_step()
    changed_at(case, NOON)
    later = stamp(NOON + datetime.timedelta(seconds=1))

    case.save_revision().publish()
    syncing.bring_in_step()
    assert listed(client, from_=later) == {}
    case.title = "As it is"
    case.save_revision().publish()
    syncing.bring_in_step()
    assert listed(client, from_=later) == {identifier(case): False}


def test_a_translation_changes_its_work(client, db) -> None:
    case = CaseLawPageFactory(title="Drivers")
    syncing.bring_in_step()
    changed_at(case, NOON)
    translate(case, "ar")
    syncing.bring_in_step()

    later = stamp(NOON + datetime.timedelta(seconds=1))
    assert listed(client, from_=later) == {identifier(case): False}
    root = ask(client, verb="GetRecord", identifier=identifier(case), metadataPrefix="oai_dc")
    assert len(found(root, "dc:title")) == 2


def test_a_broken_work_does_not_keep_the_others(client, db, monkeypatch) -> None:
    broken, sound = CaseLawPageFactory(), CaseLawPageFactory()
    original = syncing.public_works

    def public_works(works):
        if broken.translation_key in works:
            raise ValueError("broken")
        return original(works)

    monkeypatch.setattr(syncing, "public_works", public_works)
    syncing.bring_in_step()
    assert listed(client) == {identifier(sound): False}
    monkeypatch.undo()
    syncing.bring_in_step()
    assert listed(client) == {identifier(broken): False, identifier(sound): False}


# --- Lists in parts -------------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch) -> None:
    """Give lists in parts of two."""
    monkeypatch.setattr(responses, "BATCH_SIZE", 2)


def parts(client, **arguments):
    """Yield the parts of a list, each with its token."""
    while True:
        root = ask(client, verb="ListIdentifiers", **arguments)
        token = root.find(".//oai:resumptionToken", OAI)
        yield found(root, "oai:identifier"), token
        if token is None or not token.text:
            return
        arguments = {"resumptionToken": token.text}


def test_a_list_in_parts_is_whole(client, db, small_batches) -> None:
    countries = ["KE", "KE", "ZA", "ZA", "ZA"]
    pages = [CaseLawPageFactory(countries=[country]) for country in countries]
    syncing.bring_in_step()
    given = list(parts(client, metadataPrefix="oai_dc", set="type:case"))

    assert [len(names) for names, _token in given] == [2, 2, 1]
    given_names = [name for names, _token in given for name in names]
    assert sorted(given_names) == sorted(map(identifier, pages))
    assert [token.get("cursor") for _names, token in given] == ["0", "2", "4"]
    assert {token.get("completeListSize") for _names, token in given} == {"5"}
    assert given[0][1].get("expirationDate")
    # The protocol ends a list in parts with an empty token, and a whole one with none.
    assert not given[-1][1].text
    (whole,) = parts(client, metadataPrefix="oai_dc", until="9999-12-31", set="country:KE")
    assert (len(whole[0]), whole[1]) == (2, None)


def test_a_list_that_changes_while_it_is_given_skips_nothing(client, db, small_batches) -> None:
    pages = [CaseLawPageFactory() for _number in range(6)]
    syncing.bring_in_step()
    for number, page in enumerate(pages):
        changed_at(page, NOON + datetime.timedelta(seconds=number))
    harvest = parts(client, metadataPrefix="oai_dc")
    seen = set(next(harvest)[0])
    # One that was given, one that was not, and one that goes.
    for page in (pages[0], pages[3]):
        page.title = "Changed"
        page.save_revision().publish()
    pages[4].unpublish()
    syncing.bring_in_step()
    for names, _token in harvest:
        seen.update(names)

    assert seen == set(map(identifier, pages))


def test_a_token_is_good_for_its_own_list_and_for_a_day(
    client, db, small_batches, time_machine
) -> None:
    time_machine.move_to(NOON, tick=False)
    for _number in range(3):
        CaseLawPageFactory()
    syncing.bring_in_step()
    _names, element = next(parts(client, metadataPrefix="oai_dc"))
    token = element.text

    def answer(verb: str, text: str) -> list[str]:
        return errors(client, verb=verb, resumptionToken=text)

    assert answer("ListIdentifiers", token) == []
    assert answer("ListRecords", token) == ["badResumptionToken"]
    assert answer("ListIdentifiers", token[:-1]) == ["badResumptionToken"]
    forged = signing.dumps(["ListIdentifiers", "", "", stamp(NOON), 0, "", 0, 3], salt="another")
    assert answer("ListIdentifiers", forged) == ["badResumptionToken"]
    time_machine.move_to(NOON + datetime.timedelta(hours=25), tick=False)
    assert answer("ListIdentifiers", token) == ["badResumptionToken"]


# --- A harvester ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_harvester_gets_everything_and_then_what_changed(
    live_server, settings, small_batches
) -> None:
    pages = [CaseLawPageFactory(title=f"Дело {number} & عمل") for number in range(5)]
    # Closed before it was published: transactions end here, so it would be told of otherwise.
    kept = CaseLawPageFactory(title="Kept among us", draft=True)
    restrict(kept)
    kept.save_revision().publish()
    syncing.bring_in_step()
    for page in pages:
        changed_at(page, NOON)
    with Scythe(f"{live_server.url}/oai") as scythe:
        assert scythe.identify().deletedRecord == "persistent"
        records = list(scythe.list_records(metadata_prefix="oai_dc"))
        titles = sorted(record.get_metadata()["title"][0] for record in records)
        assert titles == [page.title for page in pages]
        assert {record.header.deleted for record in records} == {False}

        pages[0].unpublish()
        pages[1].title = "Дело 1 б"
        pages[1].save_revision().publish()
        syncing.bring_in_step()
        changed = {
            record.header.identifier: record
            for record in scythe.list_records(
                metadata_prefix="oai_dc",
                from_=stamp(NOON + datetime.timedelta(seconds=1)),
                ignore_deleted=False,
            )
        }
        assert set(changed) == {identifier(pages[0]), identifier(pages[1])}
        assert changed[identifier(pages[0])].header.deleted
        assert changed[identifier(pages[1])].get_metadata()["title"] == ["Дело 1 б"]
        record = scythe.get_record(identifier=identifier(pages[2]), metadata_prefix="oai_dc")
        assert record.get_metadata()["title"] == [pages[2].title]
        assert "type:case" in {known.setSpec for known in scythe.list_sets()}
        assert [f.metadataPrefix for f in scythe.list_metadata_formats()] == ["oai_dc"]
        with pytest.raises(NoRecordsMatch):
            list(scythe.list_identifiers(metadata_prefix="oai_dc", set_="type:report"))
        headers = list(scythe.list_identifiers(metadata_prefix="oai_dc", set_="type:case"))
        stamps = [header.datestamp for header in headers]
        assert all(before <= after for before, after in pairwise(stamps))


@pytest.mark.django_db(transaction=True)
def test_publishing_and_closing_reach_harvesters_without_waiting_for_a_tick(client) -> None:
    """Transactions really end here, so the tasks that they leave run."""
    case = CaseLawPageFactory()
    assert listed(client) == {identifier(case): False}
    changed_at(case, NOON)
    restrict(case)

    later = stamp(NOON + datetime.timedelta(seconds=1))
    assert listed(client, from_=later) == {identifier(case): True}


@pytest.mark.django_db(transaction=True)
def test_changes_at_once_leave_one_record_each_and_none_behind(client) -> None:
    pages = [CaseLawPageFactory() for _number in range(4)]
    works = [page.translation_key for page in pages]
    OaiRecord.objects.all().delete()
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _round in range(5):
                syncing.note_changes(works)
                syncing.bring_in_step()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must tell)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    syncing.bring_in_step()

    assert failures == []
    assert listed(client) == dict.fromkeys(map(identifier, pages), False)
    assert OaiRecord.objects.filter(is_stale=True).count() == 0
    assert OaiSetMember.objects.count() == len(pages)
