"""Dates in the seven languages."""

import datetime

import pytest
from django.utils import formats, translation

MOMENT = datetime.datetime(2026, 11, 22, 16, 51, tzinfo=datetime.UTC)


@pytest.mark.parametrize("code", ["en", "fr", "es", "de", "ru", "ar", "pt"])
def test_a_moment_begins_with_its_day_as_the_day_alone_is_written(code):
    with translation.override(code):
        day = formats.date_format(MOMENT, "DATE_FORMAT")
        moment = formats.date_format(MOMENT, "DATETIME_FORMAT")
    assert moment.startswith(day)
    assert moment.endswith(("4:51 p.m.", "16:51", "4:51 م"))
