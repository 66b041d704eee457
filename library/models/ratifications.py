"""What states have ratified, as far as a source says so.

Two kinds of record: how many conventions a state has ratified, which its source counts, and
statements on one convention, which an editor enters or which follow from the counts.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from library.enums import RatificationStatus
from library.models.details import instrument_code

partial_day = RegexValidator(
    r"^\d{4}(-\d{2}){0,2}$", _("Enter a year, month or day such as 2021, 2021-01 or 2021-01-31.")
)


class RatificationCount(models.Model):
    """How many ILO conventions a state has ratified, by rank, as of a date.

    The fundamental conventions were eight and the governance conventions four when this was
    counted. Ratifications that the state denounced later are counted, too.
    """

    country = models.OneToOneField(
        "taxonomy.Country",
        models.CASCADE,
        related_name="ratification_count",
        verbose_name=_("country"),
    )
    fundamental = models.PositiveSmallIntegerField(_("fundamental conventions, of 8"))
    governance = models.PositiveSmallIntegerField(_("governance conventions, of 4"))
    technical = models.PositiveSmallIntegerField(_("technical conventions"))
    total = models.PositiveSmallIntegerField(_("conventions"))
    protocols = models.PositiveSmallIntegerField(_("protocols"), null=True, blank=True)
    in_force = models.PositiveSmallIntegerField(_("in force"), null=True, blank=True)
    denounced = models.PositiveSmallIntegerField(_("denounced"), null=True, blank=True)
    abrogated = models.PositiveSmallIntegerField(_("abrogated"), null=True, blank=True)
    normlex_country_id = models.PositiveIntegerField(
        _("number of the country in NORMLEX"), null=True, blank=True
    )
    as_of = models.CharField(_("as of"), max_length=10, validators=[partial_day])
    source = models.CharField(_("source"), max_length=255)
    note = models.CharField(_("note"), max_length=255, blank=True)

    panels = [
        FieldPanel("country"),
        FieldRowPanel([FieldPanel("fundamental"), FieldPanel("governance")]),
        FieldRowPanel([FieldPanel("technical"), FieldPanel("total"), FieldPanel("protocols")]),
        FieldRowPanel([FieldPanel("in_force"), FieldPanel("denounced"), FieldPanel("abrogated")]),
        FieldPanel("normlex_country_id"),
        FieldRowPanel([FieldPanel("as_of"), FieldPanel("source")]),
        FieldPanel("note"),
    ]

    class Meta:
        ordering = ["country__iso2"]
        verbose_name = _("count of ratifications")
        verbose_name_plural = _("counts of ratifications")

    def __str__(self) -> str:
        """Return the country and the date."""
        return f"{self.country} ({self.as_of})"


class Ratification(models.Model):
    """Whether a state has ratified one ILO instrument, as of a date and by a source.

    No row means that there is no record, which is not the same as "not ratified".
    """

    country = models.ForeignKey(
        "taxonomy.Country",
        models.CASCADE,
        related_name="ratifications",
        verbose_name=_("country"),
    )
    code = models.CharField(
        _("code"), max_length=4, validators=[instrument_code], help_text="C087", db_index=True
    )
    status = models.CharField(_("status"), max_length=12, choices=RatificationStatus)
    date = models.DateField(
        _("date"), null=True, blank=True, help_text=_("Of the ratification or the denunciation.")
    )
    as_of = models.CharField(_("as of"), max_length=10, validators=[partial_day])
    source = models.CharField(_("source"), max_length=255)
    is_derived = models.BooleanField(
        _("derived from counts"),
        default=False,
        editable=False,
        help_text=_("Follows from the number of ratifications; no source names the convention."),
    )

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("code")]),
        FieldRowPanel([FieldPanel("status"), FieldPanel("date")]),
        FieldRowPanel([FieldPanel("as_of"), FieldPanel("source")]),
    ]

    class Meta:
        ordering = ["country__iso2", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code"], name="one_ratification_per_country_and_code"
            )
        ]
        verbose_name = _("ratification")
        verbose_name_plural = _("ratifications")

    def __str__(self) -> str:
        """Return the country, the instrument and the status."""
        return f"{self.country} {self.code}: {self.get_status_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take what is saved by itself for somebody's own statement.

        What follows from counts is written in bulk (`library.ratifications`), and loading counts
        again leaves alone what an editor has looked at.
        """
        self.is_derived = False
        super().save(*args, **kwargs)
