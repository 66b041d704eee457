"""Pages of the library: one factory per type of material."""

from __future__ import annotations

import datetime

import factory

from library.enums import InstrumentType, Verification
from library.models import (
    ArticlePage,
    BriefPage,
    CaseLawPage,
    EntryCitation,
    EntryFile,
    EntryIdentifier,
    EntryInstrument,
    EntryPerson,
    EntryRelation,
    EntryTitle,
    InstrumentPage,
    LegislationPage,
    LibraryIndexPage,
    ReportPage,
    ToolkitPage,
)
from taxonomy.models import Country, FocusArea, Subject
from tests.core.factories import SitePageFactory, below, body

#: The rows that hang on an entry, by the name they have there.
CHILDREN = {
    "other_titles": EntryTitle,
    "citations": EntryCitation,
    "identifiers": EntryIdentifier,
    "instruments": EntryInstrument,
    "relations": EntryRelation,
    "people": EntryPerson,
    "files": EntryFile,
}
#: Terms are named by what identifies them: slugs and ISO codes.
TERMS = {
    "focus_areas": (FocusArea, "slug"),
    "subjects": (Subject, "slug"),
    "countries": (Country, "iso2"),
}


class LibraryIndexPageFactory(SitePageFactory):
    """A second library; the site's own come with `site_tree`."""

    class Meta:
        model = LibraryIndexPage

    parent = below("home.HomePage")
    introduction = "Law for those who work."


class LibraryEntryFactory(SitePageFactory):
    """A verified entry of the English library.

    Terms are named, rows are given as dicts:
    `CaseLawPageFactory(countries=["KE"], citations=[{"system": "neutral", "text": "[2026] 1"}])`.
    """

    class Meta:
        abstract = True

    class Params:
        unverified = factory.Trait(
            verification=Verification.UNVERIFIED, verified_on=None, verified_against=""
        )

    parent = below("library.LibraryIndexPage")
    title = factory.Sequence(lambda n: f"Entry {n}")
    slug = factory.Sequence(lambda n: f"entry-{n}")
    abstract = "What the work says, in a few words."
    body = factory.LazyFunction(body)
    original_language = "en"
    date = datetime.date(2025, 5, 1)
    verification = Verification.VERIFIED
    verified_on = datetime.date(2026, 1, 2)
    verified_against = "The publisher's own copy"

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        """Set terms and rows before the revision that keeps them."""
        for name, (model, key) in TERMS.items():
            named = kwargs.pop(name, ())
            kwargs[name] = list(model.objects.filter(**{f"{key}__in": named}))
        for name, model in CHILDREN.items():
            kwargs[name] = [
                row if isinstance(row, model) else model(**row) for row in kwargs.pop(name, ())
            ]
        return super()._create_instance(model_class, parent, kwargs)


class LegislationPageFactory(LibraryEntryFactory):
    """An act."""

    class Meta:
        model = LegislationPage

    title = factory.Sequence(lambda n: f"Platform Work Act {n}")
    number = factory.Sequence(lambda n: f"No. {n} of 2025")


class CaseLawPageFactory(LibraryEntryFactory):
    """A judgment."""

    class Meta:
        model = CaseLawPage

    title = factory.Sequence(lambda n: f"Union of Drivers v Platform {n}")
    publisher = "An invented court"
    holding = "Drivers are workers."


class InstrumentPageFactory(LibraryEntryFactory):
    """A convention of the ILO, numbered beyond those that exist."""

    class Meta:
        model = InstrumentPage

    code = factory.Sequence(lambda n: f"C{900 + n % 100}")
    title = factory.LazyAttribute(lambda page: f"Invented Convention ({page.code})")
    instrument_type = InstrumentType.CONVENTION


class ArticlePageFactory(LibraryEntryFactory):
    """An article."""

    class Meta:
        model = ArticlePage

    publisher = "An invented journal"
    volume = "12"


class ReportPageFactory(LibraryEntryFactory):
    """A report."""

    class Meta:
        model = ReportPage

    publisher = "An invented institute"


class BriefPageFactory(LibraryEntryFactory):
    """A brief filed in a case."""

    class Meta:
        model = BriefPage

    filed_by = "An invented union"


class ToolkitPageFactory(LibraryEntryFactory):
    """A guide for practice."""

    class Meta:
        model = ToolkitPage
