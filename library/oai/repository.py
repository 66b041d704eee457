"""What may be harvested: public works, the sets they are in, and those that went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from library.enums import MaterialType
from library.exporting.records import entries_to_export, records_of
from library.models import OaiRecord, OaiSetMember
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from library.exporting.records import Record

#: The protocol knows one language a repository; English is what most catalogues are in.
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class PublicWork:
    """A work that everyone may read, and the sets it is in."""

    record: Record
    sets: tuple[str, ...]


def public_works(works: Iterable[UUID]) -> dict[UUID, PublicWork]:
    """Return those of some works that everyone may read now, in a constant number of queries."""
    entries = list(entries_to_export(None, LANGUAGE).filter(translation_key__in=list(works)))
    records = records_of(entries, LANGUAGE, None)
    return {
        record.work: PublicWork(
            record,
            (
                f"type:{record.type}",
                *(f"focus:{area.slug}" for area in entry.focus_areas.all()),
                *(f"country:{country.iso2}" for country in entry.countries.all()),
            ),
        )
        for entry, record in zip(entries, records, strict=True)
    }


def harvested() -> QuerySet[OaiRecord]:
    """Return the records that harvesters are or were told of."""
    return OaiRecord.objects.filter(datestamp__isnull=False)


def in_set(records: QuerySet[OaiRecord], spec: str) -> QuerySet[OaiRecord]:
    """Keep the records of a set and of the sets below it."""
    members = OaiSetMember.objects.filter(record=OuterRef("pk"))
    return records.filter(Exists(members.filter(Q(spec=spec) | Q(spec__startswith=f"{spec}:"))))


def earliest_datestamp() -> datetime | None:
    """Return the moment before which nothing changed, None where nothing is public yet."""
    return harvested().aggregate(first=Min("datestamp"))["first"]


def set_names() -> dict[str, str]:
    """Return the name of every set that has or had a record, and of the three above them."""
    kinds: dict[str, tuple[str, Mapping[str, object]]] = {
        "type": (_("Type of material"), dict(MaterialType.choices)),
        "focus": (_("Focus area"), terms.focus_area_labels(LANGUAGE)),
        "country": (_("Country"), terms.country_labels(LANGUAGE)),
    }
    used = OaiSetMember.objects.order_by("spec").values_list("spec", flat=True).distinct()
    names = {kind: str(title) for kind, (title, _labels) in kinds.items()}
    for spec in used:
        kind, _colon, value = spec.partition(":")
        # A term that is gone has no name but its own.
        names[spec] = str(kinds[kind][1].get(value, value))
    return names


def namespace() -> str:
    """Return the domain that makes this repository's identifiers unique."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def identifier_of(work: UUID) -> str:
    """Return the identifier of a work, by the rules of oai-identifier."""
    return f"oai:{namespace()}:{work}"


def work_of(identifier: str) -> UUID | None:
    """Return the work that an identifier names, None where it can be none of ours."""
    prefix, _colon, name = identifier.rpartition(":")
    try:
        work = UUID(name)
    except ValueError:
        return None
    # One spelling only: UUID() takes several.
    return work if identifier == identifier_of(work) and prefix else None
