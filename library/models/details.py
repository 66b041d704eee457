"""Rows that belong to an entry: citations, titles, people, files. Facts, so never translated."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from library.enums import CitationSystem, FileKind, IdentifierScheme, PersonRole
from library.models.entry import language_tag

instrument_code = RegexValidator(
    r"^[CPR]\d{3}$", _("Enter an ILO code such as C087, P029 or R198.")
)


class EntryTitle(Orderable):
    """A known title of the work in a language, with whether someone checked it."""

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="other_titles"
    )
    language = models.CharField(_("language"), max_length=35, validators=[language_tag])
    title = models.CharField(_("title"), max_length=500)
    is_verified = models.BooleanField(_("verified"), default=False)
    source = models.CharField(_("source"), max_length=255, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("is_verified")]),
        FieldPanel("title"),
        FieldPanel("source"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "language"], name="one_title_per_language")
        ]


class EntryCitation(Orderable):
    """A citation of the work, as written."""

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="citations"
    )
    system = models.CharField(_("system"), max_length=10, choices=CitationSystem)
    text = models.CharField(_("citation"), max_length=255)
    key = models.CharField(max_length=255, editable=False, db_index=True)

    panels = [FieldRowPanel([FieldPanel("system"), FieldPanel("text")])]

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the form by which citations are compared."""
        self.key = citation_key(self.text)
        super().save(*args, **kwargs)


def citation_key(text: str) -> str:
    """Return a citation without what writers vary: case, spaces, stops and brackets."""
    return "".join(c for c in text.casefold() if c.isalnum() or c in "/-")


class EntryIdentifier(Orderable):
    """A number under which a register knows the work."""

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(_("register"), max_length=10, choices=IdentifierScheme)
    value = models.CharField(_("number"), max_length=255)

    panels = [FieldRowPanel([FieldPanel("scheme"), FieldPanel("value")])]


class EntryInstrument(Orderable):
    """An ILO instrument the work applies or interprets, and which article."""

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="instruments"
    )
    code = models.CharField(
        _("code"), max_length=4, validators=[instrument_code], help_text="C087", db_index=True
    )
    article = models.CharField(
        pgettext_lazy("of a convention", "article"), max_length=60, blank=True
    )

    panels = [FieldRowPanel([FieldPanel("code"), FieldPanel("article")])]


class EntryPerson(Orderable):
    """Someone the work itself names: author, judge or party."""

    page = ParentalKey("library.LibraryEntryPage", on_delete=models.CASCADE, related_name="people")
    role = models.CharField(_("role"), max_length=10, choices=PersonRole)
    name = models.CharField(
        _("name"), max_length=255, help_text=_("As written in the work, in its own script.")
    )
    latin_name = models.CharField(_("name in Latin letters"), max_length=255, blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("orcid")]),
        FieldRowPanel([FieldPanel("name"), FieldPanel("latin_name")]),
    ]


class EntryFile(Orderable):
    """A file of the work; the text read from it hangs on the document, once for all languages."""

    page = ParentalKey("library.LibraryEntryPage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "core.SiteDocument", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    kind = models.CharField(
        _("what it is"), max_length=10, choices=FileKind, default=FileKind.ORIGINAL
    )

    panels = [FieldPanel("document"), FieldPanel("kind")]
