"""When each recurring job last began."""

from __future__ import annotations

from django.db import models


class PeriodicRun(models.Model):
    """The last beginning of a recurring job: the row that two processes race for."""

    job = models.CharField(max_length=80, unique=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the job's name."""
        return self.job
