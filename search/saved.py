"""What people do with saved searches: save, rename, choose how often, remove, stop by a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Min
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.sealing import fingerprint, fingerprints
from search import services
from search.models import PendingWork, SavedSearch, SentWork
from search.parameters import question_of
from search.parsing import parse
from search.query import SearchError, SearchPageError, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from search.enums import Frequency
    from search.parameters import Question
    from search.query import SearchHit, SearchQuery

#: Saved searches of one person.
LIMIT = 50
NAME_LENGTH = 100
#: How far back the estimate looks.
ESTIMATE_DAYS = 30
#: How long before the moment of saving a search begins: what was published shortly before may not
#: have been committed, or indexed, when she looked.
LEAD = timedelta(days=1)
#: How many pages of works are noted as seen at most when a search is saved.
_SEEN_PAGES = 10
#: How long a mail can be answered with "no more about this search".
STOP_AGE = timedelta(days=365)

_PURPOSE = "saved search"


class SavedSearchError(ValueError):
    """A search that cannot be saved; the message, a translation, tells its owner why."""


class TooManySavedSearchesError(SavedSearchError):
    """Someone has as many saved searches as anybody may have."""


class TooBroadError(SavedSearchError):
    """A search without words and filters: it would report everything there is."""


class UnknownSearchError(SavedSearchError):
    """A search that asks for what does not exist, or not any more."""


# --- What a saved search asks ---------------------------------------------------------------


def question_of_address(address: str) -> Question:
    """Return what a saved address asks. Raises UnknownSearchError where that no longer exists."""
    try:
        return question_of(QueryDict(address))
    except SearchError as error:
        raise UnknownSearchError(
            _("What this search filters by does not exist any more.")
        ) from error


def check_breadth(question: Question) -> None:
    """Refuse what finds everything, or can never find anything. Raises TooBroadError."""
    if not question.is_narrowed and not parse(question.text).clauses:
        raise TooBroadError(_("Type a word or choose a filter first: this would be everything."))


def query_since(question: Question, *, user: User, code: str, since: datetime) -> SearchQuery:
    """Return the query for every work a person may see that came to the site after a moment."""
    return replace(
        question.query(viewer=user, code=code, page_size=services.MAX_PAGE_SIZE),
        published_after=since,
        sort=Sort.ADDED,
        page=1,
    )


def walk(query: SearchQuery, max_pages: int = services.MAX_PAGE) -> list[SearchHit]:
    """Return the works of all pages of an answer, however many there are.

    What changes while pages are turned may move a work from one to the other; it is found once.
    Raises what search raises.
    """
    found: dict[UUID, SearchHit] = {}
    page, last = 1, 1
    while page <= min(last, max_pages):
        try:
            results = services.search(replace(query, page=page))
        except SearchPageError:
            # There are fewer pages than there were a moment ago.
            break
        found |= {hit.work: hit for hit in results.hits}
        page, last = page + 1, results.num_pages
    return list(found.values())


def estimate(question: Question, *, user: User, code: str) -> int:
    """Return how many works of the last thirty days the search would have reported."""
    since = timezone.now() - timedelta(days=ESTIMATE_DAYS)
    query = query_since(question, user=user, code=code, since=since)
    return services.search(replace(query, page_size=1)).total


# --- Saving ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search, and whether it is new."""

    search: SavedSearch
    is_new: bool


def save(user: User, question: Question, *, name: str, code: str, frequency: Frequency) -> Saved:
    """Save a search in the language of the interface; one that is saved already stays as it is.

    What she can see of it now is never reported: only what comes from now on. Raises TooBroadError
    and TooManySavedSearchesError.
    """
    check_breadth(question)
    # However its results are ordered, it is the same search.
    address = question.canonical_filters
    known_as = fingerprints(_identity(user, address), _PURPOSE)
    now = timezone.now()
    begins_at = _beginning(now)
    query = query_since(question, user=user, code=code, since=begins_at)
    seen = [hit.work for hit in walk(query, _SEEN_PAGES)]
    with transaction.atomic():
        # Held, so that two of her windows cannot save past the limit.
        User.objects.select_for_update().get(pk=user.pk)
        own = SavedSearch.objects.filter(user=user)
        if existing := own.filter(fingerprint__in=known_as).first():
            return Saved(existing, is_new=False)
        if own.count() >= LIMIT:
            raise TooManySavedSearchesError(
                _("You have %(limit)d saved searches, the most there can be. Delete one first.")
                % {"limit": LIMIT}
            )
        search = own.create(
            user=user,
            name=_fit_name(name) or _fit_name(question.text) or _("Saved search"),
            address=address,
            fingerprint=fingerprint(_identity(user, address), _PURPOSE),
            language=code,
            frequency=frequency,
            created_at=now,
            begins_at=begins_at,
            last_run_at=now,
        )
        note_sent(search, seen, now)
    return Saved(search, is_new=True)


def _identity(user: User, address: str) -> str:
    """Return what a search is known by: two people's same search must not look the same."""
    return f"{user.token} {address}"


def _fit_name(name: str) -> str:
    return Truncator(" ".join(name.split())).chars(NAME_LENGTH)


def _beginning(now: datetime) -> datetime:
    """Return from when on works count as new: earlier than now by what may yet be under way."""
    waiting = PendingWork.objects.aggregate(oldest=Min("requested_at"))["oldest"]
    return min(waiting or now, now) - LEAD


def note_sent(search: SavedSearch, works: Iterable[UUID], now: datetime) -> None:
    """Note that a search has nothing more to say of some works.

    Raises IntegrityError for a work that is noted already: then another process has reported it.
    """
    SentWork.objects.bulk_create(
        [SentWork(saved_search=search, work=work, at=now) for work in works], batch_size=500
    )


# --- Changing -------------------------------------------------------------------------------


def change(search: SavedSearch, *, name: str, frequency: Frequency) -> None:
    """Call a search something else, and choose how often it reports; no name keeps its own."""
    SavedSearch.objects.filter(pk=search.pk).update(
        name=_fit_name(name) or search.name, frequency=frequency
    )


def set_frequency(search: SavedSearch, frequency: Frequency) -> None:
    """Choose how often a search reports; turned on again, it reports what came meanwhile, too."""
    SavedSearch.objects.filter(pk=search.pk).update(frequency=frequency)


def remove(search: SavedSearch) -> None:
    """Delete a search and what it has reported."""
    search.delete()


# --- By a link from a mail ------------------------------------------------------------------


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="search.stop", sep=".")


def sign_stop(search: SavedSearch) -> str:
    """Return what stops the reports of one search without signing in, and opens nothing else."""
    return _signer().sign(search.token)


def search_of_stop(signed: str) -> SavedSearch:
    """Return the search that a link stops.

    Raises SignatureExpired for a link that is too old, BadSignature for what is none of ours and
    for a search that is no more.
    """
    token = _signer().unsign(signed, max_age=STOP_AGE)
    search = SavedSearch.objects.filter(token=token).first()
    if search is None:
        raise BadSignature("There is no such search any more.")
    return search
