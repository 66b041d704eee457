"""Files under embargo: hidden until their moment on every way out, and there for all after it."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from api.bodies import blocks, documents_by_id, expand_all
from core import periodic
from core.embargo import open_due
from core.models import SiteDocument
from core.restrictions import open_documents
from library import text
from library.models import ReportPage
from search import services
from search.indexing import index_pending_works, rebuild
from search.models import PendingWork
from search.query import SearchQuery
from tests.core.factories import body
from tests.core.translations import translate
from tests.factories import ReportPageFactory, SiteDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
SECRET = "lockout"


@pytest.fixture
def later():
    """Return an hour from now."""
    return timezone.now() + HOUR


@pytest.fixture
def document(site_tree, later):
    """Return a file under embargo that has been read, hanging on a live report."""
    document = SiteDocumentFactory(
        title="The sealed file",
        available_from=later,
        file=ContentFile(f"A {SECRET} is planned.".encode(), name="sealed.txt"),
    )
    text.read_document(document.pk)
    ReportPageFactory(slug="report", title="A report", files=[{"document": document}])
    rebuild()
    return document


def address(document):
    """Return where a file is served."""
    return reverse("wagtaildocs_serve", args=[document.pk, document.filename])


def content_of(response):
    """Return what a file's response holds; read to its end, it closes the file."""
    return b"".join(response.streaming_content)


def let_time_pass(document, to=None):
    """Let the embargo end without anybody being told: only the clock moves."""
    moment = to or timezone.now() - datetime.timedelta(seconds=1)
    SiteDocument.objects.filter(pk=document.pk).update(available_from=moment)


def found(viewer=None):
    """Return how many works the secret word finds."""
    return services.search(SearchQuery(SECRET, viewer=viewer)).total


def test_a_file_is_served_from_its_moment_on_and_before_to_its_editors_only(
    client, document, editor, member
):
    absent = client.get(reverse("wagtaildocs_serve", args=[999_999, "sealed.txt"]))
    refused = client.get(address(document))
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content
    assert refused.headers.keys() == absent.headers.keys()
    client.force_login(member)
    assert client.get(address(document)).status_code == 404
    client.force_login(editor)
    assert content_of(client.get(address(document))).startswith(b"A lockout")
    client.logout()
    let_time_pass(document)
    assert content_of(client.get(address(document))).startswith(b"A lockout")


def test_a_file_under_embargo_in_a_closed_collection_asks_for_no_password(client, document):
    closed = Collection.get_first_root_node().add_child(name="Sealed")
    CollectionViewRestriction.objects.create(
        collection=closed,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="open",
    )
    SiteDocument.objects.filter(pk=document.pk).update(collection=closed)
    assert client.get(address(document)).status_code == 404
    let_time_pass(document)
    assert "password" in client.get(address(document)).content.decode()


def test_the_page_of_an_entry_lists_the_file_from_its_moment_on(client, document, editor):
    assert "sealed" not in client.get("/en/library/report/").content.decode()
    client.force_login(editor)
    assert "sealed" not in client.get("/en/library/report/").content.decode()
    client.logout()
    let_time_pass(document)
    open_due(timezone.now())
    assert "The sealed file" in client.get("/en/library/report/").content.decode()


def test_the_api_tells_of_the_file_from_its_moment_on(client, document):
    entry = ReportPage.objects.get(slug="report")
    address_of_entry = f"/api/v1/library/{entry.translation_key}?locale=en"
    answer = client.get(address_of_entry)
    assert answer.status_code == 200
    assert "sealed" not in answer.content.decode()
    assert documents_by_id([document.pk], AnonymousUser()) == {}
    assert client.get("/api/v1/library?locale=en&language=en").json()["total"] == 1
    let_time_pass(document)
    assert "The sealed file" in client.get(address_of_entry).content.decode()
    assert list(documents_by_id([document.pk], AnonymousUser())) == [document.pk]


def test_a_language_that_only_an_embargoed_file_has_finds_nothing_in_the_api(client, document):
    SiteDocument.objects.filter(pk=document.pk).update(language="tr")
    path = "/api/v1/library?locale=en&language=tr"
    assert client.get(path).json()["total"] == 0
    let_time_pass(document)
    assert client.get(path).json()["total"] == 1


def test_open_documents_ask_for_the_clock_and_for_the_collection(document, member):
    closed = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    SiteDocumentFactory(title="Public")
    SiteDocumentFactory(title="For members", collection=closed)

    def titles(user):
        return {file.title for file in open_documents(user, SiteDocument.objects.all())}

    assert titles(None) == titles(AnonymousUser()) == {"Public"}
    assert titles(member) == {"Public", "For members"}
    let_time_pass(document)
    assert titles(None) == {"Public", "The sealed file"}


def test_a_closed_collection_stays_closed_where_it_moves(site_tree, member):
    root = Collection.get_first_root_node()
    shelf, closed = root.add_child(name="A shelf"), root.add_child(name="Closed")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    SiteDocumentFactory(collection=closed)
    assert not open_documents(None, SiteDocument.objects.all()).exists()
    closed.move(shelf, "sorted-child")
    assert not open_documents(None, SiteDocument.objects.all()).exists()
    assert open_documents(member, SiteDocument.objects.all()).exists()


# --- Texts that link to the file --------------------------------------------------------------


def linking_body(document):
    """Return a body with the file as a block and as a link in a paragraph."""
    return body(
        {
            "type": "document",
            "value": {"document": document.pk, "title": "Plan of the sealed kind"},
            "id": "a0000000-0000-4000-8000-000000000011",
        },
        {
            "type": "paragraph",
            "value": f'<p>Read <a linktype="document" id="{document.pk}">this</a>.</p>',
            "id": "a0000000-0000-4000-8000-000000000012",
        },
    )


def test_texts_show_no_trace_of_the_file_until_its_moment(client, document):
    entry = ReportPageFactory(slug="linking", body=linking_body(document))
    ReferenceIndex.create_or_update_for_object(entry)
    html = client.get("/en/library/linking/").content.decode()
    assert "sealed" not in html
    assert "Read <a>this</a>" in html
    assert "sealed" not in str(blocks(entry.body, "en", AnonymousUser()))
    assert expand_all([f'<a linktype="document" id="{document.pk}">x</a>'], "en") == ["<a>x</a>"]
    rebuild()
    assert services.search(SearchQuery('"plan of the sealed"')).total == 0
    let_time_pass(document)
    open_due(timezone.now())
    index_pending_works()
    html = client.get("/en/library/linking/").content.decode()
    assert "Plan of the sealed kind" in html
    assert f'<a href="{address(document)}">this</a>' in html
    assert "Plan of the sealed kind" in str(blocks(entry.body, "en", AnonymousUser()))
    assert services.search(SearchQuery('"plan of the sealed"')).total == 1


# --- Search and caches learn of it ------------------------------------------------------------


def test_search_finds_the_text_once_a_tick_has_told_it(
    document, django_capture_on_commit_callbacks
):
    assert found() == 0
    open_due(timezone.now())
    assert found() == 0
    let_time_pass(document)
    with django_capture_on_commit_callbacks(execute=True):
        assert open_due(timezone.now()) == 1
    assert found() == 1
    assert open_due(timezone.now()) == 0


def test_a_tick_publishes_what_is_scheduled_and_opens_files():
    names = {job.name: job.every for job in periodic.jobs()}
    assert names["core.open-files"] <= datetime.timedelta(minutes=1)
    assert names["core.publish-scheduled"] <= datetime.timedelta(minutes=1)


def test_a_failure_while_telling_leaves_the_file_to_the_next_tick(document, monkeypatch):
    let_time_pass(document)

    def fail(**_kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("core.embargo.document_opened.send", fail)
        with pytest.raises(RuntimeError):
            open_due(timezone.now())
    assert open_due(timezone.now()) == 1
    assert PendingWork.objects.exists()


def test_cached_pages_show_the_file_soon_after_its_moment_and_never_before(
    client, document, settings
):
    settings.PAGE_CACHE_SECONDS = 300
    assert "sealed" not in client.get("/en/library/report/").content.decode()
    let_time_pass(document)
    assert "sealed" not in client.get("/en/library/report/").content.decode()
    open_due(timezone.now())
    assert "The sealed file" in client.get("/en/library/report/").content.decode()


def test_an_embargo_set_later_takes_the_text_out_of_search_and_caches_at_once(
    client, document, settings, later, django_capture_on_commit_callbacks
):
    settings.PAGE_CACHE_SECONDS = 300
    document.available_from = None
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    assert found() == 1
    assert "The sealed file" in client.get("/en/library/report/").content.decode()
    document.available_from = later
    with django_capture_on_commit_callbacks() as waiting:
        document.save()
    # No worker has done anything yet.
    assert found() == 0
    assert "sealed" not in client.get("/en/library/report/").content.decode()
    for callback in waiting:
        callback()
    assert found() == 0
    assert services.search(SearchQuery("report")).total == 1


def test_a_deleted_file_leaves_search_at_once(document, django_capture_on_commit_callbacks):
    document.available_from = None
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    assert found() == 1
    document.delete()
    assert found() == 0


def test_a_collection_that_is_closed_or_moved_takes_its_files_out_of_search_at_once(
    document, django_capture_on_commit_callbacks
):
    root = Collection.get_first_root_node()
    shelf, closed = root.add_child(name="A shelf"), root.add_child(name="Closed")
    document.available_from, document.collection = None, shelf
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    restriction = CollectionViewRestriction.objects.create(
        collection=shelf, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert found() == 0
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert found() == 1
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    # As the admin does it.
    with django_capture_on_commit_callbacks(execute=True):
        shelf.save()
        shelf.move(closed, "sorted-child")
    assert found() == 0


# --- The admin --------------------------------------------------------------------------------


def test_editors_set_the_moment_in_the_form_of_a_document(client, document):
    client.force_login(UserFactory(superuser=True))
    url = reverse("wagtaildocs:edit", args=[document.pk])
    html = client.get(url).content.decode()
    assert "Before this moment nobody gets the file" in html
    response = client.post(
        url,
        {
            "title": document.title,
            "collection": document.collection_id,
            "language": "en",
            "available_from": "2099-05-01 09:00",
        },
    )
    assert response.status_code == 302
    document.refresh_from_db()
    assert document.available_from.year == 2099
    assert document.awaits_opening
    client.post(
        url,
        {
            "title": document.title,
            "collection": document.collection_id,
            "language": "en",
            "available_from": "",
        },
    )
    document.refresh_from_db()
    assert document.is_available
    assert not document.awaits_opening


def test_saving_one_other_field_keeps_the_embargo(document):
    document.save(update_fields=["title"])
    document.refresh_from_db()
    assert document.awaits_opening
    document.available_from = None
    document.save(update_fields=["available_from"])
    document.refresh_from_db()
    assert not document.awaits_opening


# --- Entries: scheduled publishing is their embargo -------------------------------------------


def test_a_scheduled_entry_is_out_in_no_language_until_its_moment(
    client, library_index, later, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        entry = ReportPageFactory(slug="soon", title=f"A {SECRET}", draft=True)
        entry.go_live_at = later
        entry.save_revision().publish()
        translate(entry, "fr")
    for path in ("/en/library/soon/", "/fr/library/soon/"):
        assert client.get(path).status_code == 404
    assert found() == 0
    with django_capture_on_commit_callbacks(execute=True):
        periodic.run_due(timezone.now())
    assert found() == 0
    entry.refresh_from_db()
    past = timezone.now() - HOUR
    for page in ReportPage.objects.filter(translation_key=entry.translation_key):
        page.go_live_at = past
        revision = page.save_revision()
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        periodic.run_due(timezone.now() + HOUR)
    assert client.get("/en/library/soon/").status_code == 200
    assert client.get("/fr/library/soon/").status_code == 200
    assert found() == 1
