"""The types of material, each with the facts only it has (parts of the catalogue record)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from library.enums import (
    BriefSide,
    CourtLevel,
    InstrumentCategory,
    InstrumentStatus,
    InstrumentType,
    LegislationKind,
    LegislationStatus,
    MaterialType,
    ToolkitKind,
    WorkersOutcome,
)
from library.models.details import instrument_code
from library.models.entry import LibraryEntryPage, neutral


class LegislationPage(LibraryEntryPage):
    """A law, decree, regulation or extended collective agreement."""

    MATERIAL_TYPE = MaterialType.LEGISLATION

    number = models.CharField(_("number"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=25, choices=LegislationKind, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=LegislationStatus, blank=True)
    published_in = models.CharField(_("published in"), max_length=255, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    consolidated_as_of = models.DateField(_("consolidated as of"), null=True, blank=True)

    is_creatable = True
    type_panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("status"), FieldPanel("published_in")]),
        FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
        FieldPanel("consolidated_as_of"),
    ]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral(
            "number",
            "kind",
            "status",
            "published_in",
            "in_force_from",
            "in_force_to",
            "consolidated_as_of",
        ),
    ]

    class Meta:
        verbose_name = _("legislation")
        verbose_name_plural = _("legislation")


class CaseLawPage(LibraryEntryPage):
    """A judgment or decision; its date is the day of the decision, its publisher the court."""

    MATERIAL_TYPE = MaterialType.CASE

    court_level = models.CharField(_("court level"), max_length=15, choices=CourtLevel, blank=True)
    outcome = models.CharField(
        _("outcome for the workers"), max_length=10, choices=WorkersOutcome, blank=True
    )
    holding = models.TextField(_("holding"), blank=True)
    remedy = models.TextField(_("remedy"), blank=True)
    procedural_history = models.TextField(_("procedural history"), blank=True)

    is_creatable = True
    content_panels = [
        *LibraryEntryPage.content_panels,
        FieldPanel("holding"),
        FieldPanel("remedy"),
        FieldPanel("procedural_history"),
    ]
    type_panels = [FieldRowPanel([FieldPanel("court_level"), FieldPanel("outcome")])]
    search_fields = [*LibraryEntryPage.search_fields, index.SearchField("holding")]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral("court_level", "outcome"),
    ]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("case law")


class InstrumentPage(LibraryEntryPage):
    """A convention, protocol or recommendation of the ILO; its date is that of adoption."""

    MATERIAL_TYPE = MaterialType.INSTRUMENT

    code = models.CharField(
        _("code"), max_length=4, validators=[instrument_code], db_index=True, help_text="C087"
    )
    instrument_type = models.CharField(_("kind"), max_length=15, choices=InstrumentType)
    session = models.PositiveSmallIntegerField(
        _("session of the Conference"), null=True, blank=True
    )
    entry_into_force = models.DateField(_("entry into force"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=InstrumentStatus, blank=True)
    status_as_of = models.CharField(
        _("status as of"), max_length=10, blank=True, help_text=_("A year, month or day: 2021-01.")
    )
    category = models.CharField(
        _("category"), max_length=15, choices=InstrumentCategory, blank=True
    )
    ratification_count = models.PositiveSmallIntegerField(_("ratifications"), null=True, blank=True)
    ratifications_as_of = models.CharField(
        _("ratifications counted as of"), max_length=10, blank=True
    )

    is_creatable = True
    type_panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("instrument_type")]),
        FieldRowPanel([FieldPanel("session"), FieldPanel("entry_into_force")]),
        FieldRowPanel([FieldPanel("status"), FieldPanel("status_as_of"), FieldPanel("category")]),
        FieldRowPanel([FieldPanel("ratification_count"), FieldPanel("ratifications_as_of")]),
    ]
    search_fields = [*LibraryEntryPage.search_fields, index.FilterField("code")]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral(
            "code",
            "instrument_type",
            "session",
            "entry_into_force",
            "status",
            "status_as_of",
            "category",
            "ratification_count",
            "ratifications_as_of",
        ),
    ]

    class Meta:
        verbose_name = _("ILO instrument")
        verbose_name_plural = _("ILO instruments")


class ArticlePage(LibraryEntryPage):
    """An article; its publisher is the journal."""

    MATERIAL_TYPE = MaterialType.ARTICLE

    volume = models.CharField(_("volume"), max_length=30, blank=True)
    issue = models.CharField(_("issue"), max_length=30, blank=True)
    pages = models.CharField(_("pages"), max_length=30, blank=True)
    is_peer_reviewed = models.BooleanField(_("peer reviewed"), default=False)

    is_creatable = True
    type_panels = [
        FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
        FieldPanel("is_peer_reviewed"),
    ]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral("volume", "issue", "pages", "is_peer_reviewed"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class ReportPage(LibraryEntryPage):
    """A report; its publisher is the organisation."""

    MATERIAL_TYPE = MaterialType.REPORT

    report_number = models.CharField(_("report number"), max_length=100, blank=True)
    series = models.CharField(_("series"), max_length=255, blank=True)
    page_count = models.PositiveIntegerField(_("number of pages"), null=True, blank=True)

    is_creatable = True
    type_panels = [
        FieldRowPanel([FieldPanel("report_number"), FieldPanel("page_count")]),
        FieldPanel("series"),
    ]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral("report_number", "series", "page_count"),
    ]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")


class BriefPage(LibraryEntryPage):
    """A brief or amicus curiae; its date is that of filing, its publisher the court."""

    MATERIAL_TYPE = MaterialType.BRIEF

    filed_by = models.CharField(_("filed by"), max_length=255, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=255, blank=True)
    side = models.CharField(_("side"), max_length=12, choices=BriefSide, blank=True)
    outcome = models.CharField(
        _("outcome for the workers"), max_length=10, choices=WorkersOutcome, blank=True
    )
    case = models.ForeignKey(
        "library.CaseLawPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="briefs",
        verbose_name=_("case"),
    )

    is_creatable = True
    type_panels = [
        FieldPanel("case"),
        FieldRowPanel([FieldPanel("filed_by"), FieldPanel("on_behalf_of")]),
        FieldRowPanel([FieldPanel("side"), FieldPanel("outcome")]),
    ]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral("filed_by", "on_behalf_of", "side", "outcome", "case"),
    ]

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")


class ToolkitPage(LibraryEntryPage):
    """A toolkit, guide, checklist or training material."""

    MATERIAL_TYPE = MaterialType.TOOLKIT

    kind = models.CharField(_("kind"), max_length=10, choices=ToolkitKind, blank=True)
    audience = models.CharField(_("audience"), max_length=255, blank=True)
    version = models.CharField(_("version"), max_length=60, blank=True)

    is_creatable = True
    type_panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("version")]),
        FieldPanel("audience"),
    ]
    override_translatable_fields = [
        *LibraryEntryPage.override_translatable_fields,
        *neutral("kind", "version"),
    ]

    class Meta:
        verbose_name = _("toolkit")
        verbose_name_plural = _("toolkits")


#: The page model of each type of material.
ENTRY_MODELS: dict[str, type[LibraryEntryPage]] = {
    model.MATERIAL_TYPE: model
    for model in (
        LegislationPage,
        CaseLawPage,
        InstrumentPage,
        ArticlePage,
        ReportPage,
        BriefPage,
        ToolkitPage,
    )
}
