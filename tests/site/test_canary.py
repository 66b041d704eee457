"""The canary: hundreds of invented people who must appear nowhere.

They are hidden members, lapsed members and applicants, with everything the platform keeps about a
person. Every public address is read, then every address of members, of editors and of a coordinator
of another region, and not one byte of theirs may be among the answers; nor in what is derived from
them, nor in mail to others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from core.languages import language_codes
from directory.models import DirectoryEntry
from directory.services.entries import ContactData, Showing, ensure_entry, save_entry
from membership.admin_views import members as member_views
from membership.audiences import Level
from membership.enums import Listing, NameMode
from membership.models import AttestationText, Member
from membership.services import applications
from notifications.composing import message_for
from notifications.models import OutgoingMail
from taxonomy.models import FocusArea
from tests.accounts.factories import UserFactory
from tests.membership.factories import MemberFactory, country, person
from tests.site.routes import routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Wagtail's reports are paged without an order; what they show is not the matter here.
pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]
PEOPLE = 300
#: A question names one word; its answer may repeat that word and none of the others.
GIVEN, FAMILY, PLACE = "Kanarium", "Verborgenix", "Nirgendwohausen"
DOMAIN = "kanarium-post.example"
NEEDLES = (GIVEN, FAMILY, PLACE, "kanarium-post", "+999 555")
#: Answers that hold no text of ours, or that end the session of who walks.
PASSED_OVER = re.compile(r"static|media/|logout|failwhale")
#: What is done to a member; each asks on a page that names her.
ACTIONS = tuple(member_views.ACTIONS)


@pytest.fixture
def canaries(db) -> list[Member]:
    """Seed the people: one hundred hidden, a hundred lapsed, a hundred applying."""
    # Reviewers, so that applications are told of.
    person("coordinator")
    person("secretary")
    area = FocusArea.objects.first()
    members = []
    for number in range(PEOPLE):
        user = UserFactory(
            email=f"person.{number}@{DOMAIN}",
            first_name=f"{GIVEN}{number}",
            last_name=f"{FAMILY}{number}",
        )
        if number % 3 == 2:
            _apply(user, number)
            continue
        state = {"listing": Listing.HIDDEN} if number % 3 else {"lapsed": True}
        if number % 2:
            state |= {"name_mode": NameMode.PSEUDONYM, "pseudonym": f"{GIVEN} {number}"}
        member = MemberFactory(user=user, **state)
        entry = ensure_entry(member)
        save_entry(
            entry,
            facts={
                "headline": {"en": f"{FAMILY} counsel {number}"},
                "bio": {"en": f"Lives in {PLACE}, works as {GIVEN}."},
                "organisation": f"{FAMILY} & {GIVEN} {number}",
                "city": PLACE,
                "focus_areas": [area],
            },
            showing={
                name: Showing(Level.MEMBERS) for name in ("headline", "bio", "organisation", "city")
            },
            contacts=[
                ContactData("email", f"direct.{number}@{DOMAIN}", Level.MEMBERS),
                ContactData("phone", f"+999 555 {number:04d}", Level.MEMBERS),
            ],
        )
        members.append(member)
    return members


def _apply(user, number: int) -> None:
    """Send an application in with everything it can hold; every tenth one is shielded."""
    draft = applications.save_draft(
        user,
        {
            "first_name": user.first_name,
            "last_name": user.last_name,
            "country": country(),
            "profession": "lawyer",
            "organisation": f"{FAMILY} chambers",
            "admissions": f"Bar of {PLACE}",
            "languages": ["en"],
            "statement": f"{GIVEN} defends dockers of {PLACE}.",
            "represents_employers": False,
            "conflicts_text": FAMILY,
            "is_shielded": number % 10 == 0,
        },
        SimpleUploadedFile(f"{FAMILY}.txt", f"{GIVEN} {FAMILY}, {PLACE}".encode()),
    )
    applications.submit(draft, AttestationText.objects.current("en"))


def words_in(content: bytes, asked: str = "") -> list[str]:
    """Return the canaries' words in an answer, except those that were in the question."""
    text, repeated = content.decode("utf-8", "replace").casefold(), asked.casefold()
    words = [word.casefold() for word in NEEDLES]
    return [word for word in words if word in text and word not in repeated]


def addresses(members: list[Member]) -> Iterator[str]:
    """Give every address of the site: for each argument a canary's own token, where one is asked."""
    entry = DirectoryEntry.objects.get(member=members[0])
    tokens = [members[0].token, members[1].token, entry.contacts.first().token]
    applied = apps.get_model("membership", "Application").objects.first()
    letter = OutgoingMail.objects.filter(recipient__email__endswith=DOMAIN).first()
    for token in (*tokens, applied.token, applied.resume.token, letter.token):
        values = {"token": token, "code": "en", "signed": token, "secret": token}
        for route in routes():
            for action in ACTIONS if "<slug:action>" in route.pattern else ("",):
                path = route.path(values | {"action": action})
                if (token in path or token == tokens[0]) and not PASSED_OVER.search(path):
                    yield path
    for code in language_codes():
        for path in ("", "news/", "library/", "topics/", "directory/", "search/", "no-such-page/"):
            yield f"/{code}/{path}"
        for path in ("matrix/", "matrix/regions/", "feed/", "export/csv/", "export/jsonld/"):
            yield f"/{code}/search/{path}"
    for verb in ("Identify", "ListSets", "ListRecords&metadataPrefix=oai_dc"):
        yield f"/oai?verb={verb}"


def questions() -> Iterator[tuple[str, str]]:
    """Give addresses that ask for a canary, each with the word it asks with."""
    for word in (GIVEN, FAMILY, PLACE, f"direct.1@{DOMAIN}", "+999 555 0001"):
        for path in (
            "/en/search/",
            "/en/search/suggestions/",
            "/en/search/feed/",
            "/en/search/export/ris/",
            "/en/account/searches/new/",
            "/en/library/",
            "/en/news/",
            "/en/directory/",
            "/api/v1/search",
            "/api/v1/members",
            "/admin/pages/search/",
            "/admin/membership/members/",
            "/admin/membership/applications/",
            "/admin/users/",
        ):
            yield f"{path}?q={word}", word


def leaks(client: Client, members: list[Member]) -> dict[str, list[str]]:
    """Return where a reader meets a canary, by address."""
    found, was_signed_in = {}, SESSION_KEY in client.session
    for path in addresses(members):
        response = client.get(path)
        assert response.status_code < 500, path
        if words := words_in(_whole(response)):
            found[path] = words
    for path, asked in questions():
        response = client.get(path)
        assert response.status_code < 500, path
        if words := words_in(_whole(response), asked):
            found[path] = words
    # Whoever is signed out on the way meets nothing but the door from there on.
    assert SESSION_KEY in client.session or not was_signed_in, "the walk ended the session"
    return found


def _whole(response) -> bytes:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body + repr(sorted(response.headers.items())).encode()


READERS = ("anonymous", "applicant", "lapsed", "member", "editor", "coordinator_other_region")


def _found_by(kind: str, members: list[Member]) -> dict[str, list[str]]:
    client, reader = Client(), person(kind)
    if reader.is_authenticated:
        client.force_login(reader)
    return leaks(client, members)


def test_x5_nobody_meets_a_canary(canaries) -> None:
    """One test for all readers, because hundreds of people are slow to seed."""
    assert {kind: found for kind in READERS if (found := _found_by(kind, canaries))} == {}

    # Who may does meet them, or the walk would prove nothing.
    met = _found_by("coordinator", canaries)
    assert any("/admin/membership/members/" in path for path in met)
    assert any("/admin/membership/applications/" in path for path in met)
    assert any(path.endswith("/reinstate/") for path in met)


def _tables(*beginnings: str) -> Iterable[str]:
    return [name for name in connection.introspection.table_names() if name.startswith(beginnings)]


def _rows_of(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (a name the database gave)
        return repr(cursor.fetchall()).encode()


def test_x5_nothing_derived_and_no_mail_to_others_holds_a_canary(canaries) -> None:
    """Indexes of the site's search and of Wagtail's, its log, its references, the tasks, mail."""
    tables = _tables("search_", "wagtailsearch", "modelsearch", "wagtailcore_", "django_tasks")
    told = OutgoingMail.objects.exclude(recipient__email__endswith=DOMAIN)

    assert len(tables) > 10
    assert {table: words for table in tables if (words := words_in(_rows_of(table)))} == {}
    assert told.exists()
    for mail in told:
        assert words_in(message_for(mail).message().as_bytes()) == []
