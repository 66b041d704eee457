"""Answering a harvester: the six verbs as XML."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import SubElement

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from library.exporting import dublin_core
from library.exporting.records import clean
from library.oai import repository
from library.oai.errors import (
    BAD_ARGUMENT,
    BAD_RESUMPTION_TOKEN,
    BAD_VERB,
    ID_DOES_NOT_EXIST,
    NO_RECORDS_MATCH,
    OaiError,
)
from library.oai.requests import (
    METADATA_PREFIX,
    TOKEN,
    TOKEN_SECONDS,
    check_prefix,
    read,
    selection,
    token,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from django.http import QueryDict

    from library.models import OaiRecord
    from library.oai.repository import PublicWork

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_IDENTIFIER = f"{OAI}oai-identifier"
#: Records of one answer.
BATCH_SIZE = 100
#: What oai-identifier takes for a namespace: a name like "localhost" is none.
_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9\-]*(\.[A-Za-z][A-Za-z0-9\-]*)+")


def answer(parameters: QueryDict) -> bytes:
    """Return the document that answers a request; errors are answers, too."""
    root = ElementTree.Element(
        "OAI-PMH",
        {
            "xmlns": OAI,
            "xmlns:xsi": dublin_core.XSI,
            "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd",
        },
    )
    _add(root, "responseDate", _stamp(timezone.now()))
    request = _add(root, "request", base_url())
    try:
        arguments = read(parameters)
        for name, value in arguments.items():
            request.set(name, clean(value))
        verb = arguments["verb"]
        root.append(ANSWERS[verb](arguments))
    except OaiError as error:
        if error.code in (BAD_VERB, BAD_ARGUMENT):
            # The protocol wants no echo of what was not understood.
            request.attrib.clear()
        _add(root, "error", error.message, code=error.code)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def base_url() -> str:
    """Return the address of the provider."""
    return f"{settings.SITE_URL}{reverse('oai')}"


def admin_email() -> str:
    """Return whom a harvester's operator may write to."""
    return parseaddr(settings.OAI_ADMIN_EMAIL or settings.DEFAULT_FROM_EMAIL)[1]


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, name, attributes)
    child.text = clean(text) or None
    return child


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _identify(_arguments: dict[str, str]) -> Element:
    element = ElementTree.Element("Identify")
    _add(element, "repositoryName", settings.WAGTAIL_SITE_NAME)
    _add(element, "baseURL", base_url())
    _add(element, "protocolVersion", "2.0")
    _add(element, "adminEmail", admin_email())
    _add(
        element,
        "earliestDatestamp",
        _stamp(repository.earliest_datestamp() or timezone.now()),
    )
    _add(element, "deletedRecord", "persistent")
    _add(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if _DOMAIN.fullmatch(repository.namespace()):
        description = SubElement(element, "description")
        scheme = SubElement(
            description,
            "oai-identifier",
            {
                "xmlns": OAI_IDENTIFIER,
                "xsi:schemaLocation": f"{OAI_IDENTIFIER} {OAI_IDENTIFIER}.xsd",
            },
        )
        _add(scheme, "scheme", "oai")
        _add(scheme, "repositoryIdentifier", repository.namespace())
        _add(scheme, "delimiter", ":")
        sample = f"oai:{repository.namespace()}:00000000-0000-4000-8000-000000000000"
        _add(scheme, "sampleIdentifier", sample)
    return element


def _list_metadata_formats(arguments: dict[str, str]) -> Element:
    if "identifier" in arguments:
        _record_named(arguments["identifier"])
    element = ElementTree.Element("ListMetadataFormats")
    known = SubElement(element, "metadataFormat")
    _add(known, "metadataPrefix", METADATA_PREFIX)
    _add(known, "schema", dublin_core.SCHEMA)
    _add(known, "metadataNamespace", dublin_core.OAI_DC)
    return element


def _list_sets(arguments: dict[str, str]) -> Element:
    if TOKEN in arguments:
        raise OaiError(BAD_RESUMPTION_TOKEN, "The list of sets is given whole.")
    element = ElementTree.Element("ListSets")
    for spec, name in repository.set_names().items():
        known = SubElement(element, "set")
        _add(known, "setSpec", spec)
        _add(known, "setName", name)
    return element


def _get_record(arguments: dict[str, str]) -> Element:
    row = _record_named(arguments["identifier"])
    check_prefix(arguments)
    element = ElementTree.Element("GetRecord")
    _add_records(element, [row], has_metadata=True)
    return element


def _list_identifiers(arguments: dict[str, str]) -> Element:
    return _list(ElementTree.Element("ListIdentifiers"), arguments, has_metadata=False)


def _list_records(arguments: dict[str, str]) -> Element:
    return _list(ElementTree.Element("ListRecords"), arguments, has_metadata=True)


ANSWERS = {
    "GetRecord": _get_record,
    "Identify": _identify,
    "ListIdentifiers": _list_identifiers,
    "ListMetadataFormats": _list_metadata_formats,
    "ListRecords": _list_records,
    "ListSets": _list_sets,
}


def _record_named(identifier: str) -> OaiRecord:
    """Return the record an identifier names. Raises OaiError where nobody was ever told of it."""
    work = repository.work_of(identifier)
    row = work and repository.harvested().prefetch_related("sets").filter(work=work).first()
    if not row:
        raise OaiError(ID_DOES_NOT_EXIST, "There is no record of this identifier.")
    return row


def _list(element: Element, arguments: dict[str, str], *, has_metadata: bool) -> Element:
    """Fill a list with its next records and the way to the rest. Raises OaiError."""
    chosen = selection(arguments)
    rows = repository.harvested()
    if chosen.since:
        rows = rows.filter(datestamp__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(datestamp__lte=chosen.until)
    if chosen.spec:
        rows = repository.in_set(rows, chosen.spec)
    total = rows.count() if chosen.total is None else chosen.total
    if chosen.after:
        moment, number = chosen.after
        rows = rows.filter(Q(datestamp__gt=moment) | Q(datestamp=moment, pk__gt=number))
    found = list(rows.prefetch_related("sets").order_by("datestamp", "pk")[: BATCH_SIZE + 1])
    given, is_more = found[:BATCH_SIZE], len(found) > BATCH_SIZE
    if not given and chosen.after is None:
        raise OaiError(NO_RECORDS_MATCH, "No record matches these arguments.")
    if not given:
        # What was left has moved or is gone; a list must not be empty.
        raise OaiError(BAD_RESUMPTION_TOKEN, "Nothing is left of this list; begin it anew.")
    _add_records(element, given, has_metadata=has_metadata)
    if is_more or chosen.after:
        # The last part of a list in parts has an empty token.
        attributes = {"completeListSize": str(total), "cursor": str(chosen.cursor)}
        text = ""
        if is_more:
            last = given[-1]
            rest = replace(
                chosen,
                after=(last.changed_at, last.pk),
                cursor=chosen.cursor + len(given),
                total=total,
            )
            text = token(arguments["verb"], rest)
            expires = timezone.now() + timedelta(seconds=TOKEN_SECONDS)
            attributes["expirationDate"] = _stamp(expires)
        _add(element, TOKEN, text, **attributes)
    return element


def _add_records(element: Element, rows: Iterable[OaiRecord], *, has_metadata: bool) -> None:
    """Add records or, without metadata, their headers.

    What a page says of itself now decides, not the table, which may lag behind by a task: nothing
    closed a moment ago leaves with its words.
    """
    rows = list(rows)
    works = repository.public_works([row.work for row in rows if not row.is_deleted])
    for row in rows:
        work = works.get(row.work)
        parent = SubElement(element, "record") if has_metadata else element
        _add_header(parent, row, is_deleted=work is None)
        if has_metadata and work is not None:
            _add_metadata(parent, work)


def _add_header(parent: Element, row: OaiRecord, *, is_deleted: bool) -> None:
    header = SubElement(parent, "header", {"status": "deleted"} if is_deleted else {})
    _add(header, "identifier", repository.identifier_of(row.work))
    _add(header, "datestamp", _stamp(row.changed_at))
    for member in row.sets.all():
        _add(header, "setSpec", member.spec)


def _add_metadata(parent: Element, work: PublicWork) -> None:
    SubElement(parent, "metadata").append(dublin_core.element(work.record))
