"""Every page type: routable, renderable, editable, previewable, translatable into six languages."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale, get_page_models
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    streamfield,
)
from wagtail_localize.models import StringSegment, Translation

from core.languages import language_codes
from core.models import BasePage
from core.routing import resolve
from tests.core.translations import submit, translate, translation_of
from tests.factories import PAGE_FACTORIES, UserFactory

pytestmark = pytest.mark.django_db

#: Types of which the site has one per language; their translations come with the tree.
SECTIONS = {"HomePage", "NewsIndexPage", "LibraryIndexPage", "TopicIndexPage"}
TYPES = sorted(PAGE_FACTORIES, key=lambda model: model.__name__)
TRANSLATED = [model for model in TYPES if model.__name__ not in SECTIONS]


def ids(model):
    return model.__name__


@pytest.fixture
def admin(client):
    """Return a client signed in as someone who may do everything."""
    client.force_login(UserFactory(superuser=True))
    return client


def edit_form(client, page):
    """Return what the page's edit form would send, with a new body where it has one.

    StreamFields are drawn by JavaScript, so the form's HTML holds nothing of them.
    """
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    data = querydict_from_html(response.content.decode(), form_id="page-edit-form")
    if hasattr(page, "body"):
        data.update(
            nested_form_data(
                {"body": streamfield([("heading", "A heading"), ("notice", "A remark")])}
            )
        )
    return data


@pytest.fixture
def page(request, site_tree):
    """Return a live page of the asked type, the site's own for sections."""
    model = request.param
    if model.__name__ in SECTIONS:
        return model.objects.get(locale__language_code="en")
    return PAGE_FACTORIES[model]()


def test_every_creatable_type_has_a_factory():
    creatable = {
        model for model in get_page_models() if issubclass(model, BasePage) and model.is_creatable
    }
    assert creatable == set(PAGE_FACTORIES)


@pytest.mark.parametrize("page", TYPES, indirect=True, ids=ids)
def test_routable_and_renderable(client, rf, page):
    route = resolve(rf.get("/"), page.site_path, "en")
    assert route.page == page
    response = client.get(page.url_in("en"))
    assert response.status_code == 200
    assert page.title in response.content.decode()


@pytest.mark.parametrize("page", TYPES, indirect=True, ids=ids)
def test_editable(admin, page):
    data = edit_form(admin, page) | {"title": "Another title", "action-publish": "1"}
    response = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert page.title == "Another title"
    assert "Another title" in admin.get(page.url_in("en")).content.decode()


@pytest.mark.parametrize("page", TYPES, indirect=True, ids=ids)
def test_previewable(admin, page):
    # The home page shows its tagline where others show their title.
    data = edit_form(admin, page) | {
        "title": "A title nobody saved",
        "tagline": "A title nobody saved",
    }
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin.post(preview, data).json() == {"is_valid": True, "is_available": True}
    response = admin.get(preview)
    assert response.status_code == 200
    assert "A title nobody saved" in response.content.decode()


@pytest.mark.parametrize("model", TYPES, ids=ids)
def test_says_where_it_may_stand(model):
    assert model.parent_page_types
    assert model.subpage_types is not None


@pytest.mark.parametrize("page", TRANSLATED, indirect=True, ids=ids)
def test_translatable_into_the_six_other_languages(client, page):
    others = [code for code in language_codes() if code != "en"]
    submit(page, *others)
    for code in others:
        translated = translate(page, code)
        assert translated.live
        assert translated.slug == page.slug
        assert translated.title == f"[{code}] {page.title}"
        response = client.get(f"/{code}/{page.site_path}")
        assert response.status_code == 200
        assert response.headers["Content-Language"] == code


@pytest.mark.parametrize("page", TRANSLATED, indirect=True, ids=ids)
def test_translated_in_the_admin_by_po_file_and_published(
    client, page, django_capture_on_commit_callbacks
):
    """Submit, download the PO file, fill it, upload it, publish: as a translator does."""
    client.force_login(UserFactory(superuser=True))
    arabic = Locale.objects.get(language_code="ar")
    response = client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [arabic.pk]},
    )
    assert response.status_code == 302
    translation = translation_of(page, "ar")
    catalogue = polib.pofile(
        client.get(
            reverse("wagtail_localize:download_pofile", args=[translation.pk])
        ).content.decode()
    )
    assert len(catalogue) == StringSegment.objects.filter(source=translation.source).count()
    for entry in catalogue:
        entry.msgstr = f"عربي {entry.msgid}"
    client.post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
        {
            "file": SimpleUploadedFile(
                "ar.po", str(catalogue).encode(), "text/x-gettext-translation"
            )
        },
    )
    draft = type(page).objects.get(translation_key=page.translation_key, locale=arabic)
    assert not draft.live
    # wagtail-localize publishes when the transaction commits.
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"})
    draft.refresh_from_db()
    assert draft.live
    assert draft.title == f"عربي {page.title}"


@pytest.mark.parametrize("page", TRANSLATED, indirect=True, ids=ids)
def test_machine_translated_in_the_admin(client, page):
    client.force_login(UserFactory(superuser=True))
    submit(page, "de")
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code="de"
    )
    response = client.post(
        reverse("wagtail_localize:machine_translate", args=[translation.pk]), follow=True
    )
    assert response.status_code == 200
    draft = type(page).objects.get(translation_key=page.translation_key, locale__language_code="de")
    # Machine words are a draft until a person publishes them.
    assert not draft.live
    progress = translation.get_progress()
    assert progress[0] == progress[1]
