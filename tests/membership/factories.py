"""Invented members, and people by what they are to the network.

`people()` makes one of each kind for the permission tables. Their own region is Africa, the other
one the Americas; both are loaded with the site.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import factory
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from membership.enums import MemberStatus, Profession, Role
from membership.models import (
    MEMBERS_GROUP,
    Application,
    AttestationText,
    Member,
    Region,
    RegionalRole,
)
from membership.services import applications
from taxonomy.models import Country
from tests.accounts.factories import UserFactory

if TYPE_CHECKING:
    from accounts.models import User

OWN_REGION = "africa"
OTHER_REGION = "americas"
SECRETARIAT = "secretariat"
#: Names that no real person bears.
GIVEN_NAMES = ("Zephyrine", "Quillon", "Oshkatara", "Belmundo", "Yrsalinde", "Tamborin")
FAMILY_NAMES = ("Inventado", "Erfunden", "Vydumana", "Imaginaire", "Madeupson")


def region(code: str = OWN_REGION) -> Region:
    """Return one of the regions that are loaded with the site."""
    return Region.objects.get(code=code)


def country(iso2: str = "KE") -> Country:
    """Return a country by its code."""
    return Country.objects.get(iso2=iso2)


def today():
    """Return the day by which roles and periods are counted."""
    return timezone.now().date()


class PersonFactory(UserFactory):
    """Someone with an account and a clearly invented name."""

    first_name = factory.Sequence(lambda n: f"{GIVEN_NAMES[n % len(GIVEN_NAMES)]}{n}")
    last_name = factory.Sequence(lambda n: f"{FAMILY_NAMES[n % len(FAMILY_NAMES)]}-{n}")


class MemberFactory(factory.django.DjangoModelFactory):
    """A member in Kenya, by her own name, listed; her account is in the group of members.

    `other_region=True` puts her in Brazil; `lapsed=True` or `ended=True` take her rights.
    """

    class Meta:
        model = Member
        skip_postgeneration_save = True

    class Params:
        other_region = factory.Trait(
            region=factory.LazyFunction(lambda: region(OTHER_REGION)),
            country=factory.LazyFunction(lambda: country("BR")),
        )
        lapsed = factory.Trait(status=MemberStatus.LAPSED)
        ended = factory.Trait(status=MemberStatus.ENDED)

    status = MemberStatus.ACTIVE
    user = factory.SubFactory(PersonFactory)
    region = factory.LazyFunction(region)
    country = factory.LazyFunction(country)
    joined_on = factory.LazyFunction(lambda: today() - timedelta(days=100))
    languages = factory.LazyFunction(lambda: ["en"])

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Make the row, and keep the group in step with the state."""
        member = super()._create(model_class, *args, **kwargs)
        if member.user is not None:
            group, _made = Group.objects.get_or_create(name=MEMBERS_GROUP)
            (member.user.groups.add if member.is_active else member.user.groups.remove)(group)
        return member


class RoleFactory(factory.django.DjangoModelFactory):
    """A coordinator's role in Africa since a month ago; `ended=True` ended it yesterday."""

    class Meta:
        model = RegionalRole

    class Params:
        ended = factory.Trait(ends_on=factory.LazyFunction(lambda: today() - timedelta(days=1)))

    user = factory.SubFactory(PersonFactory)
    region = factory.LazyFunction(region)
    role = Role.COORDINATOR
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=30))


def with_role(role: Role, code: str = OWN_REGION, *, ended: bool = False) -> User:
    """Return a member of a region who holds a role in it; the secretariat's people in Africa."""
    person = MemberFactory(other_region=code == OTHER_REGION).user
    RoleFactory(user=person, region=region(code), role=role, ended=ended)
    return person


#: How each kind of person is made; those with a role are members, too.
MAKERS = {
    "anonymous": AnonymousUser,
    "applicant": PersonFactory,
    "other_applicant": PersonFactory,
    "lapsed": lambda: MemberFactory(lapsed=True).user,
    "member": lambda: MemberFactory().user,
    "member_other_region": lambda: MemberFactory(other_region=True).user,
    "coordinator": lambda: with_role(Role.COORDINATOR),
    "coordinator_other_region": lambda: with_role(Role.COORDINATOR, OTHER_REGION),
    "ended_coordinator": lambda: with_role(Role.COORDINATOR, ended=True),
    "deputy": lambda: with_role(Role.DEPUTY),
    "treasurer": lambda: with_role(Role.TREASURER),
    "secretary": lambda: with_role(Role.SECRETARY, SECRETARIAT),
    "editor": lambda: PersonFactory(editor=True),
    "superuser": lambda: PersonFactory(superuser=True),
}


def person(kind: str) -> User | AnonymousUser:
    """Return a new person of a kind; see `MAKERS`."""
    return MAKERS[kind]()


def people(*kinds: str) -> dict[str, User | AnonymousUser]:
    """Return one person of each kind, of all kinds unless some are named."""
    return {kind: person(kind) for kind in kinds or MAKERS}


def fresh(user: User) -> User:
    """Return the account as the next request gets it: without what this one kept of its roles."""
    return type(user).objects.get(pk=user.pk)


# --- Applications ---------------------------------------------------------------------------

RESUME_TEXT = b"Curriculum vitae of an invented lawyer: strikes, unions, and one lost wage case."


def resume(name: str = "resume.txt", content: bytes = RESUME_TEXT) -> SimpleUploadedFile:
    """Return a small real résumé to upload."""
    return SimpleUploadedFile(name, content)


def draft_application(
    user: User | None = None, *, iso2: str = "KE", file: bool = True, **values
) -> Application:
    """Return a complete draft, written through the service as an applicant writes it."""
    user = user or UserFactory()
    written = {
        "first_name": "Marvalinda",
        "last_name": "Ficticia-Applying",
        "country": country(iso2),
        "profession": Profession.LAWYER,
        "organisation": "Invented Law Centre",
        "admissions": "High Court of Nowhere, 2011",
        "website": "https://law-centre.example.org/",
        "languages": ["en", "sw"],
        "statement": "I defend invented dock workers before invented courts.",
        "represents_employers": False,
        "conflicts_text": "",
        "is_shielded": False,
    } | values
    return applications.save_draft(user, written, resume() if file else None)


def submitted_application(
    user: User | None = None, *, language: str = "en", days_ago: int = 0, **values
) -> Application:
    """Return an application that has been submitted, and has waited for some days since."""
    draft = draft_application(user, **values)
    application = applications.submit(draft, AttestationText.objects.current(language))
    if days_ago:
        moment = timezone.now() - timedelta(days=days_ago)
        Application.objects.filter(pk=application.pk).update(
            submitted_at=moment, waiting_since=moment
        )
    # As the next request reads it, with nothing kept.
    return Application.objects.get(pk=application.pk)
