"""A member's entry, and who may see each part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from directory.enums import DEFAULT_LEVELS, ContactKind, EntryField
from directory.querysets import DirectoryEntryQuerySet
from membership.audiences import Level
from membership.enums import Listing
from privacy.fields import SealedTextField
from taxonomy.fields import LabelsField

if TYPE_CHECKING:
    from datetime import date


class DirectoryEntry(models.Model):
    """What a member tells other members of herself.

    Her name, region and country stand on the member. Nobody reads these fields for another person
    but `directory.presentation`.
    """

    # Wagtail's index of references would tell who uses which term.
    wagtail_reference_index_ignore = True

    member = models.OneToOneField(
        "membership.Member", models.CASCADE, related_name="directory_entry"
    )
    headline = LabelsField(_("in one line"), blank=True)
    bio = LabelsField(_("about me"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    #: [{"body": "Bar of …", "year": 2004}, …]; a year may be None.
    admissions = models.JSONField(_("admissions"), default=list, blank=True)
    focus_areas = models.ManyToManyField(
        "taxonomy.FocusArea", verbose_name=_("areas of expertise"), blank=True, related_name="+"
    )
    subjects = models.ManyToManyField(
        "taxonomy.Subject", verbose_name=_("subjects"), blank=True, related_name="+"
    )
    #: BCP 47 codes.
    languages = models.JSONField(_("languages of work"), default=list, blank=True)
    #: Values of `Request`.
    accepts = models.JSONField(_("asked for"), default=list, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    #: By what all members may see of her name; what is not for all of them sorts last.
    sort_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")

    def __str__(self) -> str:
        """Return a reference without a name."""
        return f"Entry {self.pk}"

    @property
    def is_of_member(self) -> bool:
        """Return whether she is a member today."""
        member = self.member
        return member.is_active and member.user is not None and member.user.is_active

    @property
    def may_be_public(self) -> bool:
        """Return whether her public fields may be shown to everybody today.

        Asks the database where the entry was not read with its public standing.
        """
        if "is_shown_publicly" not in vars(self):
            standing = DirectoryEntry.objects.with_public_standing().get(pk=self.pk)
            vars(self)["is_shown_publicly"] = vars(standing)["is_shown_publicly"]
        return (
            vars(self)["is_shown_publicly"]
            and self.is_of_member
            and self.member.listing != Listing.HIDDEN
        )

    def chosen_level(self, field: str) -> tuple[Level, date | None]:
        """Return who may see a field and until when, as she chose or as is the rule."""
        for visibility in self.visibilities.all():
            if visibility.field == field:
                return Level(visibility.level), visibility.until
        return DEFAULT_LEVELS[field], None


class FieldVisibility(models.Model):
    """Who may see one field of an entry, where that is not the rule, and until which day."""

    wagtail_reference_index_ignore = True

    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="visibilities")
    field = models.CharField(max_length=20, choices=EntryField.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("visibility of a field")
        verbose_name_plural = _("visibilities of fields")
        constraints = [
            models.UniqueConstraint(fields=["entry", "field"], name="one_level_for_each_field")
        ]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Visibility {self.pk}"


class ContactMethod(models.Model):
    """A way to reach a member; each has a level of its own."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    value = SealedTextField(_("address or number"))
    level = models.CharField(
        _("who sees it"), max_length=12, choices=Level.choices, default=Level.NOBODY
    )
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("way to reach someone")
        verbose_name_plural = _("ways to reach someone")

    def __str__(self) -> str:
        """Return a reference."""
        return f"Contact {self.token}"
