"""Dates that know how exactly they are known.

Legal records often give a year or a month only; storing 1 January for those would invent a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

#: Left-to-right and right-to-left marks that some date formats carry.
_MARKS = re.compile("[\u200e\u200f]")


class DatePrecision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with its precision; unknown parts are stored as 1 and never shown."""

    value: date
    precision: str = DatePrecision.DAY

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read "2024", "2024-03" or "2024-03-09". Raises ValueError on anything else."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text.strip(), re.ASCII)
        if match is None:
            raise ValueError(text)
        year, month, day = match.groups()
        precision = (
            DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
        )
        return cls(date(int(year), int(month or 1), int(day or 1)), precision)

    @property
    def iso(self) -> str:
        """Return the known part in ISO 8601: "2024", "2024-03" or "2024-03-09"."""
        length = {"year": 4, "month": 7}.get(self.precision, 10)
        return self.value.isoformat()[:length]

    def __str__(self) -> str:
        """Return the known part in the language of the interface, free of direction marks."""
        if self.precision == DatePrecision.YEAR:
            return str(self.value.year)
        if self.precision == DatePrecision.MONTH:
            text = formats.date_format(self.value, pgettext("month and year format", "F Y"))
        else:
            text = formats.date_format(self.value, "DATE_FORMAT")
        return _MARKS.sub("", text)
