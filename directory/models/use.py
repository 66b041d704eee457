"""How much someone has used the directory within a day or a minute."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.enums import Use


class UseCounter(models.Model):
    """A number that never says whom she looked at."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    use = models.CharField(max_length=10, choices=Use.choices)
    #: The beginning of the day or minute that is counted.
    period = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of use")
        verbose_name_plural = _("counters of use")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "use", "period"], name="one_counter_for_each_period"
            )
        ]
        indexes = [models.Index(fields=["period"], name="directory_use_period")]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Counter {self.pk}"
