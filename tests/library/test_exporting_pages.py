"""Exports of an entry as readers get them, and what its page tells programs."""

from __future__ import annotations

import datetime
import html
import json
import re
import uuid
from urllib.parse import parse_qs

import pytest
import rispy
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from library.exporting.formats import FORMATS
from tests.core.translations import translate
from tests.factories import (
    ArticlePageFactory,
    BriefPageFactory,
    CaseLawPageFactory,
    SiteDocumentFactory,
)

pytestmark = pytest.mark.django_db


def address(work: uuid.UUID, name: str = "ris", code: str = "en") -> str:
    """Return where a work is got in a format."""
    return f"/{code}/library/export/{work}/{name}/"


def pdf(**facts):
    """Return a PDF file of a few bytes."""
    return SiteDocumentFactory(file=ContentFile(b"%PDF-1.4 invented", name="text.pdf"), **facts)


def meta(content: str) -> dict[str, list[str]]:
    """Return the Highwire tags of a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', content):
        found.setdefault(name, []).append(html.unescape(value))
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_everyone_gets_a_public_entry_in_every_format(client, name: str) -> None:
    case = CaseLawPageFactory(title="Union of Drivers v Platform")
    response = client.get(address(case.translation_key, name))

    assert response.status_code == 200
    known = FORMATS[name]
    assert response.headers["Content-Type"] == known.media_type
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{case.slug}-{case.translation_key.hex[:8]}.{known.extension}"'
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.content
    assert client.post(address(case.translation_key, name)).status_code == 405


def test_a_reader_gets_the_language_of_the_address(client) -> None:
    case = CaseLawPageFactory(title="Drivers")
    arabic = translate(case, "ar")
    arabic.title = "السائقون"
    arabic.save_revision().publish()

    (record,) = rispy.loads(client.get(address(case.translation_key, code="ar")).content.decode())
    assert record["translated_title"] == "السائقون"
    assert record["primary_title"] == "Drivers"
    (record,) = rispy.loads(client.get(address(case.translation_key, code="ru")).content.decode())
    assert record["primary_title"] == "Drivers"


def test_what_does_not_exist_is_not_found(client) -> None:
    case = CaseLawPageFactory()
    work = case.translation_key

    assert client.get(address(work, "ris")).status_code == 200
    assert client.get(address(work, "pdf")).status_code == 404
    assert client.get(address(uuid.uuid4())).status_code == 404
    assert client.get(f"/en/library/export/{case.pk}/ris/").status_code == 404
    assert client.get("/en/library/export/").status_code == 404


def test_a_page_called_export_is_served_all_the_same(client) -> None:
    CaseLawPageFactory(slug="export", title="Export zones and their workers")

    assert b"Export zones" in client.get("/en/library/export/").content


def restrict(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("name", FORMATS)
def test_a_members_entry_leaves_with_members_only(client, member, name: str) -> None:
    case = CaseLawPageFactory(title="Kept among us")
    restrict(case)
    hidden, absent = (
        client.get(address(work, name)) for work in (case.translation_key, uuid.uuid4())
    )

    assert hidden.status_code == absent.status_code == 404
    assert b"Kept among us" not in hidden.content
    client.force_login(member)
    assert client.get(address(case.translation_key, name)).status_code == 200


def test_a_draft_leaves_with_nobody(client, editor) -> None:
    case = CaseLawPageFactory(draft=True)
    client.force_login(editor)

    assert client.get(address(case.translation_key)).status_code == 404
    case.save_revision().publish()
    assert client.get(address(case.translation_key)).status_code == 200


def closed_collection() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="For members")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    return collection


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("bibtex", "xlsx")])
def test_files_are_told_of_to_those_who_may_open_them(client, member, name: str) -> None:
    case = CaseLawPageFactory(
        files=[
            {"document": pdf(title="Open")},
            {"document": pdf(collection=closed_collection())},
            {"document": pdf(available_from=timezone.now() + datetime.timedelta(days=1))},
        ]
    )
    open_file, closed, embargoed = (
        reverse("wagtaildocs_serve", args=[f.document.pk, f.document.filename])
        for f in case.files.all()
    )

    body = client.get(address(case.translation_key, name)).content.decode()
    assert (closed in body, embargoed in body) == (False, False)
    assert open_file in body
    client.force_login(member)
    body = client.get(address(case.translation_key, name)).content.decode()
    assert embargoed not in body
    assert open_file in body
    # RIS has room for one file's address that is fetched, and notes for the others.
    assert closed in body


# --- The page -------------------------------------------------------------------------------


def test_the_page_offers_every_format_without_a_script(client) -> None:
    case = CaseLawPageFactory()
    content = client.get(f"/de/library/{case.slug}/").content.decode()

    menu = re.search(r'<details class="export-menu">.*?</details>', content, re.DOTALL)
    assert menu
    assert re.findall(r'href="([^"]+)"', menu[0]) == [
        address(case.translation_key, name, "de") for name in FORMATS
    ]
    for known in FORMATS.values():
        media_type = known.media_type.partition(";")[0]
        assert f'rel="alternate" type="{media_type}"' in content


def test_the_page_is_recognised_as_an_article(client) -> None:
    article = ArticlePageFactory(
        title='Strikes & "lock-outs"',
        date=datetime.date(2024, 3, 1),
        date_precision="month",
        issue="3",
        pages="45-67",
        people=[
            {"role": "author", "name": "Doe, Jana"},
            {"role": "author", "name": "نورة المثال"},
        ],
        identifiers=[{"scheme": "doi", "value": "10.1234/invented"}],
        files=[{"document": pdf()}],
    )
    content = client.get(f"/en/library/{article.slug}/").content.decode()
    tags = meta(content)

    assert tags["citation_title"] == ['Strikes & "lock-outs"']
    assert tags["citation_author"] == ["Doe, Jana", "نورة المثال"]
    assert tags["citation_publication_date"] == ["2024/03"]
    assert tags["citation_journal_title"] == ["An invented journal"]
    assert [tags[f"citation_{n}"][0] for n in ("volume", "issue", "firstpage", "lastpage")] == [
        "12",
        "3",
        "45",
        "67",
    ]
    assert tags["citation_doi"] == ["10.1234/invented"]
    (url,) = tags["citation_pdf_url"]
    served = client.get(url.removeprefix("http://localhost:8000"))
    assert (served.status_code, served.getvalue()) == (200, b"%PDF-1.4 invented")
    coins = parse_qs(html.unescape(re.search(r'class="Z3988" title="([^"]+)"', content)[1]))
    assert coins["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"]
    assert coins["rft.atitle"] == ['Strikes & "lock-outs"']
    assert coins["rft.au"] == ["Doe, Jana", "نورة المثال"]
    assert coins["rft.date"] == ["2024-03"]


def test_json_in_the_page_cannot_end_its_element(client) -> None:
    case = CaseLawPageFactory(title="</script><script>alert(1)</script> & <!--")
    content = client.get(f"/en/library/{case.slug}/").content.decode()

    (document,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content)
    assert json.loads(document)["name"]["@value"] == case.title
    assert "<script>alert" not in content


def test_a_page_for_members_tells_programs_nothing(client, member) -> None:
    public, kept = BriefPageFactory(), BriefPageFactory()
    restrict(kept)
    client.force_login(member)

    assert "citation_title" in client.get(f"/en/library/{public.slug}/").content.decode()
    content = client.get(f"/en/library/{kept.slug}/").content.decode()
    assert kept.title in content
    for sign in ("citation_title", "Z3988", "ld+json"):
        assert sign not in content
    # She may still take it away herself.
    assert address(kept.translation_key) in content


def test_only_open_files_have_an_address_for_programs(client, member) -> None:
    case = CaseLawPageFactory(
        files=[
            {"document": pdf(collection=closed_collection())},
            {"document": pdf(available_from=timezone.now() + datetime.timedelta(days=1))},
        ]
    )
    opened = CaseLawPageFactory(files=[{"document": pdf()}])

    assert "citation_pdf_url" not in meta(client.get(f"/en/library/{case.slug}/").content.decode())
    assert "citation_pdf_url" in meta(client.get(f"/en/library/{opened.slug}/").content.decode())
    client.force_login(member)
    # What is kept for the page is the same for all: a member's page must not fill it.
    assert "citation_pdf_url" not in meta(client.get(f"/en/library/{case.slug}/").content.decode())


def test_a_restriction_silences_the_page_at_once(client, member) -> None:
    case = CaseLawPageFactory()
    client.force_login(member)
    assert "citation_title" in client.get(f"/en/library/{case.slug}/").content.decode()
    restrict(case)

    assert "citation_title" not in client.get(f"/en/library/{case.slug}/").content.decode()
