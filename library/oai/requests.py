"""Reading what a harvester asks: verbs, arguments, moments, resumption tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.core import signing

from library.oai.errors import (
    BAD_ARGUMENT,
    BAD_RESUMPTION_TOKEN,
    BAD_VERB,
    CANNOT_DISSEMINATE_FORMAT,
    OaiError,
)

if TYPE_CHECKING:
    from django.http import QueryDict

#: Seconds after which a list must be begun anew.
TOKEN_SECONDS = 24 * 3600
METADATA_PREFIX = "oai_dc"
TOKEN = "resumptionToken"  # noqa: S105  (an argument of the protocol)

_SALT = "library.oai"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a verb; a token excludes all others."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    takes_token: bool = False


_LIST = Arguments(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), True)
VERBS = {
    "GetRecord": Arguments(frozenset({"identifier", "metadataPrefix"})),
    "Identify": Arguments(),
    "ListIdentifiers": _LIST,
    "ListMetadataFormats": Arguments(optional=frozenset({"identifier"})),
    "ListRecords": _LIST,
    "ListSets": Arguments(takes_token=True),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a list holds, and how far it has been given."""

    since: datetime | None = None
    until: datetime | None = None
    spec: str = ""
    #: Datestamp and number of the last record given.
    after: tuple[datetime, int] | None = None
    #: How many records were given, and how many there were when the list began.
    cursor: int = 0
    total: int | None = None


def read(parameters: QueryDict) -> dict[str, str]:
    """Return the arguments of a request, the verb among them.

    Raises OaiError with badVerb or badArgument, as the protocol tells them apart.
    """
    verbs = parameters.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError(BAD_VERB, "The verb is missing, repeated, or not of OAI-PMH 2.0.")
    known = VERBS[verbs[0]]
    given = set(parameters) - {"verb"}
    if repeated := sorted(name for name in given if len(parameters.getlist(name)) > 1):
        raise OaiError(BAD_ARGUMENT, f"Given more than once: {', '.join(repeated)}.")
    if known.takes_token and TOKEN in given:
        if len(given) > 1:
            raise OaiError(BAD_ARGUMENT, "A resumptionToken excludes all other arguments.")
    elif unknown := sorted(given - known.required - known.optional):
        raise OaiError(BAD_ARGUMENT, f"Not an argument of this verb: {', '.join(unknown)}.")
    elif missing := sorted(known.required - given):
        raise OaiError(BAD_ARGUMENT, f"Missing: {', '.join(missing)}.")
    return {name: str(parameters[name]) for name in parameters}


def check_prefix(arguments: dict[str, str]) -> None:
    """Raise OaiError unless the asked format is one of ours."""
    if arguments["metadataPrefix"] != METADATA_PREFIX:
        raise OaiError(CANNOT_DISSEMINATE_FORMAT, f"Records are given as {METADATA_PREFIX} only.")


def selection(arguments: dict[str, str]) -> Selection:
    """Return which records a list is asked for. Raises OaiError."""
    if TOKEN in arguments:
        return _resumed(arguments)
    check_prefix(arguments)
    since, until = arguments.get("from"), arguments.get("until")
    if since and until and len(since) != len(until):
        raise OaiError(BAD_ARGUMENT, "from and until have different granularities.")
    chosen = Selection(
        since=None if since is None else _moment("from", since, time.min),
        until=None if until is None else _moment("until", until, time(23, 59, 59)),
        spec=arguments.get("set", ""),
    )
    if chosen.since and chosen.until and chosen.since > chosen.until:
        raise OaiError(BAD_ARGUMENT, "from is later than until.")
    if "set" in arguments and not _SET.fullmatch(chosen.spec):
        raise OaiError(BAD_ARGUMENT, "The set is not written as a setSpec.")
    return chosen


def _moment(name: str, text: str, of_day: time) -> datetime:
    """Return a moment; a day begins or ends it. Raises OaiError."""
    try:
        if _SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if _DAY.fullmatch(text):
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
            return datetime.combine(day, of_day, UTC)
    except ValueError:
        pass
    raise OaiError(BAD_ARGUMENT, f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def token(verb: str, given: Selection) -> str:
    """Return what a harvester sends for the rest of a list.

    All that is needed stands in the token, so no server has to remember a harvest; signed, so
    that nobody writes one. It names the last record given, not a number of records, so that those
    that change meanwhile move to the end of the list and none is skipped.
    """
    if given.after is None:
        raise ValueError("A list that has not begun cannot be resumed.")
    parts = [given.since, given.until, given.after[0]]
    return signing.dumps(
        [
            verb,
            *[part.isoformat() if part else "" for part in parts],
            given.after[1],
            given.spec,
            given.cursor,
            given.total,
        ],
        salt=_SALT,
    )


def _resumed(arguments: dict[str, str]) -> Selection:
    try:
        values: list[Any] = signing.loads(arguments[TOKEN], salt=_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature as error:
        message = "The resumptionToken is not ours or has expired; begin the list anew."
        raise OaiError(BAD_RESUMPTION_TOKEN, message) from error
    verb, since, until, datestamp, number, spec, cursor, total = values
    if verb != arguments["verb"]:
        raise OaiError(BAD_RESUMPTION_TOKEN, "The resumptionToken is of another verb.")
    chosen = Selection(spec=spec, cursor=cursor, total=total)
    return replace(
        chosen,
        since=datetime.fromisoformat(since) if since else None,
        until=datetime.fromisoformat(until) if until else None,
        after=(datetime.fromisoformat(datestamp), number),
    )
