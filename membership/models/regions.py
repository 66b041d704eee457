"""The network's regions, and who does what for them and for how long."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.languages import current_language, fallback_chain
from core.tokens import public_token
from membership.enums import Role
from membership.querysets import RegionalRoleQuerySet
from taxonomy.fields import LabelsField


class Region(models.Model):
    """A region of the network; not one of the UN's, by which the library sorts countries.

    Roles held in the secretariat reach every region.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    labels = LabelsField(_("names"))
    is_secretariat = models.BooleanField(_("secretariat"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("region of the network")
        verbose_name_plural = _("regions of the network")
        constraints = [
            models.UniqueConstraint(
                fields=["is_secretariat"],
                condition=Q(is_secretariat=True),
                name="one_secretariat",
            )
        ]

    def __str__(self) -> str:
        """Return the name in the language of the interface."""
        for language in fallback_chain(current_language().code):
            if text := self.labels.get(language):
                return text
        return self.code


class RegionCountry(models.Model):
    """The one region that a country belongs to."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="region_countries")
    country = models.OneToOneField(
        "taxonomy.Country", models.CASCADE, related_name="network_region"
    )

    class Meta:
        verbose_name = _("country of a region")
        verbose_name_plural = _("countries of regions")

    def __str__(self) -> str:
        """Return the country's code and the region's."""
        return f"{self.country_id} in {self.region_id}"


class RegionalRole(models.Model):
    """A role someone holds in a region from a day to a day, both included.

    Whether it holds today is part of every query, so that no job has to end it.
    """

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="regional_roles"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="granted_roles"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    #: Set when the role is taken back before its last day: from then on it holds no more.
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="ended_roles"
    )

    objects = RegionalRoleQuerySet.as_manager()

    # Wagtail's index of references would keep who holds it.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["region", "role", "starts_on"]
        verbose_name = _("regional role")
        verbose_name_plural = _("regional roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        """Return a reference without the holder's name."""
        return f"Role {self.token}"
