"""Terms by which content is found, independent of any locale.

One row per focus area, subject, country and region, its labels in seven languages beside it, so
that facets, filters, feeds and the API speak of the same thing in every language.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import current_language, fallback_chain
from taxonomy.fields import LabelsField, NamesField


class Term(models.Model):
    """Something with a label in each language."""

    labels = LabelsField(_("labels"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the label in the language of the interface."""
        return self.label()

    def label(self, code: str | None = None) -> str:
        """Return the label in a language, or in the next of its fallback chain."""
        for language in fallback_chain(code or current_language().code):
            if text := self.labels.get(language):
                return text
        return ""


class FocusArea(Term):
    """One of the network's fields of work, in their fixed order."""

    slug = models.SlugField(_("slug"), unique=True)
    scope_notes = LabelsField(_("scope notes"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("Kept for what carries it, offered no more.")
    )

    class Meta:
        ordering = ["sort_order", "slug"]
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")

    def scope_note(self) -> str:
        """Return what belongs here, in the language of the interface."""
        for language in fallback_chain(current_language().code):
            if text := self.scope_notes.get(language):
                return text
        return ""


class Subject(Term):
    """A narrower topic under a focus area."""

    slug = models.SlugField(_("slug"), unique=True)
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, related_name="subjects", verbose_name=_("focus area")
    )
    synonyms = NamesField(
        _("synonyms"),
        blank=True,
        help_text=_("Other words for it, one on each line. Search finds its entries by them."),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")


class Concept(models.Model):
    """What a thing of labour law is called, in all its names and languages.

    A search for one of the names finds texts with the others. It classifies nothing: that is what
    subjects are for.
    """

    slug = models.SlugField(_("slug"), unique=True)
    names = NamesField(
        _("names"),
        help_text=_(
            "One on each line, the usual one first; only what is truly the same in law. "
            "Search finds texts with any of them by any other."
        ),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("concept")
        verbose_name_plural = _("thesaurus")

    def __str__(self) -> str:
        """Return the usual name in the language of the interface."""
        for language in fallback_chain(current_language().code):
            if names := self.names.get(language):
                return names[0]
        return self.slug


class Region(Term):
    """A region of the UN M49 standard; regions contain regions."""

    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )

    class Meta:
        ordering = ["m49"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Country(Term):
    """A country or territory of ISO 3166-1."""

    iso2 = models.CharField(_("ISO code"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO code of three letters"), max_length=3, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="countries", verbose_name=_("region")
    )
    subregion = models.ForeignKey(
        Region, models.PROTECT, related_name="subregion_countries", verbose_name=_("subregion")
    )

    class Meta:
        ordering = ["iso2"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
