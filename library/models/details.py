"""Rows that belong to an entry: citations, titles, people, files. Facts, so never translated."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from library.citations import key, parse
from library.enums import CitationSystem, FileKind, IdentifierScheme, PersonRole
from library.models.entry import language_tag

instrument_code = RegexValidator(
    r"^[CPR]\d{3}$", _("Enter an ILO code such as C087, P029 or R198.")
)


class KeyField(models.CharField):
    """The form by which a row is compared with citations, made anew whenever the row is stored.

    By one row or by many at once: no importer has to know of it.
    """

    def __init__(self, **options: Any) -> None:
        """Make a column that editors do not see."""
        super().__init__(**{"max_length": 255, "editable": False, "db_index": True} | options)

    def deconstruct(self) -> Any:
        """Be a plain column to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Return the key of what is about to be stored, and leave it on the row."""
        value = model_instance.comparable()
        setattr(model_instance, self.attname, value)
        return value


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
    key = KeyField()

    panels = [FieldRowPanel([FieldPanel("system"), FieldPanel("text")])]

    def comparable(self) -> str:
        """Return the form by which citations are compared; a bare number is that of the court."""
        return key(self.text, self.page.publisher)


#: Registers whose numbers stand in texts as citations do; an ECLI is among the others.
CITED_SCHEMES = frozenset(
    {IdentifierScheme.DOI, IdentifierScheme.ELI, IdentifierScheme.AKN, IdentifierScheme.OTHER}
)


class EntryIdentifier(Orderable):
    """A number under which a register knows the work."""

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(_("register"), max_length=10, choices=IdentifierScheme)
    value = models.CharField(_("number"), max_length=255)
    key = KeyField(blank=True, default="")

    panels = [FieldRowPanel([FieldPanel("scheme"), FieldPanel("value")])]

    def comparable(self) -> str:
        """Return the form by which a citation names the work; empty where none does."""
        citation = parse(self.value) if self.scheme in CITED_SCHEMES else None
        return citation.key if citation else ""


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
