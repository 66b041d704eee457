"""Pages, images and documents that the factories of the apps build on."""

from __future__ import annotations

import json

import factory
import wagtail_factories
from django.apps import apps
from django.core.files.base import ContentFile

from core.models import BasePage, SiteDocument, SiteImage

#: A body with one of each block of running text; ids differ, as wagtail-localize needs them to.
BODY = [
    {"type": "heading", "value": "What was decided", "id": "a0000000-0000-4000-8000-000000000001"},
    {
        "type": "paragraph",
        "value": "<p>The tribunal found for <b>the drivers</b>.</p><ul><li>Pay</li></ul>",
        "id": "a0000000-0000-4000-8000-000000000002",
    },
    {
        "type": "quote",
        "value": {"text": "Labour is not a commodity.", "attribution": "Declaration, 1944"},
        "id": "a0000000-0000-4000-8000-000000000003",
    },
    {"type": "notice", "value": "An appeal is open.", "id": "a0000000-0000-4000-8000-000000000004"},
]


def body(*blocks: dict) -> str:
    """Return a StreamField's data, one of each text block unless told otherwise."""
    return json.dumps(list(blocks) or BODY)


def below(model: str, code: str = "en"):
    """Declare a parent: the site's own page of a type in one of its languages."""
    return factory.LazyFunction(lambda: site_page(apps.get_model(model), code))


def site_page(model: type[BasePage], code: str = "en") -> BasePage:
    """Return the page of a type that the site has had from the start."""
    return model.objects.filter(locale__language_code=code).order_by("path").first()


class SitePageFactory(wagtail_factories.PageFactory):
    """A live page below its section, with a revision, as an editor would leave it.

    `draft=True` leaves it unpublished.
    """

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(live=False)

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        """Add the page and save the revision from which Wagtail would go on."""
        # The section may have got other children since it was fetched.
        parent.refresh_from_db()
        page = super()._create_instance(model_class, parent, kwargs)
        revision = page.save_revision(log_action=False)
        if page.live:
            revision.publish(log_action=False)
            page.refresh_from_db()
        return page


class SiteImageFactory(wagtail_factories.ImageFactory):
    """A small picture."""

    class Meta:
        model = SiteImage

    title = factory.Sequence(lambda n: f"Picture {n}")


class SiteDocumentFactory(factory.django.DjangoModelFactory):
    """A file of a few words."""

    class Meta:
        model = SiteDocument

    title = factory.Sequence(lambda n: f"Document {n}")
    language = "en"
    file = factory.Sequence(lambda n: ContentFile(f"File {n}".encode(), name=f"file-{n}.txt"))
