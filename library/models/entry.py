"""What every library entry has, whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.cache import cached_for_public
from core.dates import DatePrecision, PartialDate
from core.fields import BodyField
from core.languages import current_language
from core.linking import links_of
from core.models import BasePage
from library.entry_forms import EntryForm
from library.enums import MaterialType, SupranationalBody, Verification
from library.querysets import LibraryEntryManager
from taxonomy.widgets import SortedSelectMultiple

if TYPE_CHECKING:
    from core.http import SiteRequest

language_tag = RegexValidator(
    # RFC 5646: primary subtag, then optional script, region and variants.
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    _("Enter a BCP 47 language code such as en, tr or pt-BR."),
)

#: Facts of a work: every translation takes them from the original.
NEUTRAL_FIELDS = [
    "original_title",
    "original_language",
    "date",
    "date_precision",
    "countries",
    "supranational_body",
    "focus_areas",
    "subjects",
    "publisher",
    "source_url",
    "archived_url",
    "verification",
    "verified_on",
    "verified_against",
    "other_titles",
    "citations",
    "identifiers",
    "instruments",
    "relations",
    "people",
    "files",
]


def neutral(*names: str) -> list[SynchronizedField]:
    """Mark fields as facts that no translation may change."""
    return [SynchronizedField(name, overridable=False) for name in names]


class LibraryEntryPage(BasePage):
    """A work of the library in one language of the site.

    The text of the work itself may be in any language of the world: its files say which. Made
    only as one of the types of `library.models.entries`.
    """

    material_type = models.CharField(
        _("type of material"), max_length=20, choices=MaterialType, editable=False, db_index=True
    )
    abstract = models.TextField(_("abstract"), blank=True)
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("notes"))
    original_title = models.CharField(_("original title"), max_length=500, blank=True)
    original_language = models.CharField(
        _("original language"),
        max_length=35,
        blank=True,
        validators=[language_tag],
        help_text=_("BCP 47 code of the language the work was written in, e.g. en, tr, pt-BR."),
    )
    date = models.DateField(_("date"), null=True, blank=True, db_index=True)
    date_precision = models.CharField(
        _("precision of the date"),
        max_length=5,
        choices=DatePrecision,
        default=DatePrecision.DAY,
        help_text=_("With a year or a month only, the rest of the date is not shown."),
    )
    countries = ParentalManyToManyField(
        "taxonomy.Country", blank=True, verbose_name=_("countries"), related_name="+"
    )
    supranational_body = models.CharField(
        _("supranational body"), max_length=5, choices=SupranationalBody, blank=True
    )
    focus_areas = ParentalManyToManyField(
        "taxonomy.FocusArea", blank=True, verbose_name=_("focus areas"), related_name="+"
    )
    subjects = ParentalManyToManyField(
        "taxonomy.Subject", blank=True, verbose_name=_("subjects"), related_name="+"
    )
    publisher = models.CharField(
        _("publisher"),
        max_length=255,
        blank=True,
        help_text=_("The court, gazette, journal or organisation that issued the work."),
    )
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    archived_url = models.URLField(_("address of an archived copy"), max_length=500, blank=True)
    rights = models.CharField(_("rights"), max_length=255, blank=True)
    editor_note = models.TextField(
        _("note for editors"), blank=True, help_text=_("Shown in the admin only.")
    )
    verification = models.CharField(
        _("verification"),
        max_length=10,
        choices=Verification,
        default=Verification.UNVERIFIED,
        db_index=True,
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_against = models.CharField(
        _("verified against"),
        max_length=500,
        blank=True,
        help_text=_("The source the facts were compared with."),
    )

    objects = LibraryEntryManager()
    base_form_class = EntryForm

    #: The type of material of a subclass.
    MATERIAL_TYPE: ClassVar[MaterialType]

    is_creatable = False
    parent_page_types = ["library.LibraryIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("abstract"),
        FieldPanel("body"),
    ]
    #: What only this type has; subclasses list it.
    type_panels: ClassVar[list] = []
    fact_panels: ClassVar[list] = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("date_precision")]),
        FieldRowPanel([FieldPanel("original_title"), FieldPanel("original_language")]),
        FieldPanel("publisher"),
        InlinePanel("citations", label=_("Citation")),
        InlinePanel("identifiers", label=_("Identifier")),
        InlinePanel("people", label=_("Person or party")),
        InlinePanel("other_titles", label=_("Title in another language")),
        FieldRowPanel([FieldPanel("source_url"), FieldPanel("archived_url")]),
        FieldPanel("rights"),
    ]
    subject_panels: ClassVar[list] = [
        FieldPanel("focus_areas", widget=CheckboxSelectMultiple),
        FieldPanel("subjects", widget=SortedSelectMultiple),
        FieldPanel("countries", widget=SortedSelectMultiple),
        FieldPanel("supranational_body"),
        InlinePanel("instruments", label=_("ILO instrument it concerns")),
        InlinePanel("relations", label=_("Relation to another entry")),
    ]
    file_panels: ClassVar[list] = [InlinePanel("files", label=_("File"))]
    verification_panels: ClassVar[list] = [
        MultiFieldPanel(
            [
                FieldPanel("verification"),
                FieldRowPanel([FieldPanel("verified_on"), FieldPanel("verified_by")]),
                FieldPanel("verified_against"),
            ],
            heading=_("Verification"),
        ),
        FieldPanel("editor_note"),
    ]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("abstract"),
        index.SearchField("original_title"),
        index.FilterField("material_type"),
        index.FilterField("verification"),
        index.FilterField("date"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *neutral(*NEUTRAL_FIELDS, "rights", "editor_note", "verified_by"),
    ]

    class Meta:
        verbose_name = _("library entry")
        verbose_name_plural = _("library entries")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the type of material with the entry, so that lists need no join."""
        if hasattr(self, "MATERIAL_TYPE"):
            self.material_type = self.MATERIAL_TYPE
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a verification that names nothing it was checked against."""
        super().clean()
        if self.verification == Verification.VERIFIED and not self.verified_against:
            raise ValidationError(
                {"verified_against": _("Name the source the facts were compared with.")}
            )

    @property
    def lead(self) -> str:
        """Return the first words of the abstract."""
        return self.abstract[:300]

    @property
    def partial_date(self) -> PartialDate | None:
        """Return the work's date as exactly as it is known."""
        return PartialDate(self.date, self.date_precision) if self.date else None

    @property
    def is_unverified(self) -> bool:
        """Return whether readers must be warned that nobody has checked the facts."""
        return self.verification != Verification.VERIFIED

    def title_for(self, code: str) -> tuple[str, str]:
        """Return the title for a reader of a language, and the language it is in.

        A known title in her language serves where the page itself is in another.
        """
        if self.language_code != code:
            for other in self.other_titles.all():
                if other.language == code:
                    return other.title, code
        return self.title, self.language_code

    def get_context(self, request: SiteRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add facts, files and citations as the template draws them."""
        from library.presentation import entry_context

        code = current_language().code
        gathered = cached_for_public(
            request,
            f"entry:{self.pk}:{code}",
            lambda: entry_context(self, code, request.user),
        )
        links = {"links": links_of(request, self)}
        return super().get_context(request, *args, **kwargs) | gathered | links

    def get_template(self, request: SiteRequest, *args: Any, **kwargs: Any) -> str:
        """Return the one template of all types; Wagtail would want one for each."""
        return "library/library_entry_page.html"

    @classmethod
    def get_edit_handler(cls) -> Any:
        """Return the editor's tabs: text, facts, subjects, files, verification."""
        tabs = [
            (cls.content_panels, _("Text")),
            ([*cls.type_panels, *cls.fact_panels], _("Facts")),
            (cls.subject_panels, _("Subjects")),
            (cls.file_panels, _("Files")),
            (cls.verification_panels, _("Verification")),
            (cls.promote_panels, _("Promote")),
        ]
        return TabbedInterface(
            [
                *[ObjectList(panels, heading=heading) for panels, heading in tabs],
                ObjectList(cls.settings_panels, heading=_("Settings")),
            ],
            base_form_class=cls.base_form_class,
        ).bind_to_model(cls)
