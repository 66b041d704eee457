"""The demo's people: all that is promised of them is there, once, and nobody is real."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from directory.models import ContactMethod, DirectoryEntry, RelayConversation, RelayMessage
from directory.public import public_people
from home.demo import applications, dues, people
from home.demo.accounts import ACCOUNTS, PASSWORD, build_accounts
from home.demo.people import REGIONS, build_people
from home.services import content
from membership.audiences import viewer_for
from membership.enums import (
    ApplicationStatus,
    Capability,
    DuesState,
    Listing,
    MemberStatus,
    NameMode,
    Surface,
    WaiverState,
)
from membership.models import (
    Application,
    DuesCharge,
    Invitation,
    Member,
    MembershipPeriod,
    Region,
    RegionalRole,
    WaiverRequest,
)
from membership.presentation import present
from membership.scope import regions_for
from membership.services import renewals
from notifications.enums import MailState
from notifications.models import OutgoingMail
from privacy.files import read_file

APPS = ("accounts", "account", "privacy", "notifications", "membership", "directory")


@pytest.fixture
def demo(db):
    """Build the accounts and the people of the demo."""
    build_accounts()
    build_people()


def _rows():
    """Return every row that the people of the demo consist of."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values()))
        for label in APPS
        for model in apps.get_app_config(label).get_models()
    }


def test_demo_people_reach_and_are_shown_as_far_as_the_files_say(demo):
    _assert_accounts_and_roles()
    _assert_shown_and_hidden()
    _assert_no_real_addresses()


def _assert_accounts_and_roles():
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
        assert account.description

    africa = Region.objects.get(code="africa")
    former = User.objects.get(email="thandi-copperkettle@example.org")
    assert regions_for(people.coordinator(africa), Capability.REVIEW) == {africa.pk}
    assert RegionalRole.objects.filter(user=former, region=africa).exists()
    assert regions_for(former, Capability.REVIEW) == frozenset()
    assert africa.pk in regions_for(people.secretary(), Capability.REVIEW_SHIELDED)


def _assert_shown_and_hidden():
    viewer = viewer_for(User.objects.get(email="member@example.org"))
    hidden = Member.objects.get(is_shielded=True)
    pseudonymous = Member.objects.get(user__email="jimena-relojdesol@example.org")
    on_the_board = {
        person.name
        for group in public_people()
        for region in group.regions
        for person in region.people
    }

    assert present(hidden, viewer, Surface.DIRECTORY).token == ""
    assert present(pseudonymous, viewer, Surface.DIRECTORY).name == "Abogada del Río"
    assert len(on_the_board) == 11
    assert "Iara Ventodemaio" in on_the_board
    # She has a seat and has not agreed to be shown.
    assert "Meenal Paperboat" not in on_the_board

    shielded = Application.objects.filter(is_shielded=True)
    coordinator = people.coordinator(shielded.get().region)
    assert not Application.objects.for_actor(coordinator).filter(pk__in=shielded).exists()
    assert Application.objects.for_actor(people.secretary()).filter(pk__in=shielded).exists()

    application = Application.objects.get(user__email="nayeli-farolito@example.org")
    reviewer = people.coordinator(application.region)
    resume = read_file(application.resume, actor=reviewer, action="read")
    assert resume.startswith(b"%PDF-")


def _assert_no_real_addresses():
    addresses = set(User.objects.values_list("email", flat=True))
    contacts = [contact.value for contact in ContactMethod.objects.filter(kind="email")]
    phones = [contact.value for contact in ContactMethod.objects.filter(kind="phone")]
    websites = [entry.website for entry in DirectoryEntry.objects.exclude(website="")]

    assert all(address.endswith("@example.org") for address in [*addresses, *contacts])
    # No country has the calling code 999.
    assert all(re.fullmatch(r"\+999[ \d]+", phone) for phone in phones)
    assert all(".example.org/" in website for website in websites)
    assert contacts
    assert phones
    assert websites


def test_demo_people_built_again_change_nothing_and_stand_when_daily_jobs_run(demo):
    before, today = _rows(), timezone.now().date()

    build_people()

    assert _rows() == before
    assert not OutgoingMail.objects.exclude(state=MailState.SENT).exists()
    assert renewals.lapse_unpaid(today) == 0
    renewals.open_next_periods(today)
    assert MembershipPeriod.objects.count() == DuesCharge.objects.count()
    assert _rows()["membership.MembershipPeriod"] == before["membership.MembershipPeriod"]


def test_demo_people_interrupted_are_completed_and_of_every_kind(db, monkeypatch):
    build_accounts()
    for module, name in ((dues, "build_dues"), (applications, "build_application")):
        original, calls = getattr(module, name), []

        def fail_at_the_ninth(*args, original=original, calls=calls):
            calls.append(args)
            if len(calls) == 9:
                raise KeyboardInterrupt
            return original(*args)

        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail_at_the_ninth)
            with pytest.raises(KeyboardInterrupt):
                build_people()
        assert 0 < Application.objects.count() + Member.objects.count() < 76

    build_people()

    regions = Member.objects.values("region").distinct().count()

    assert Member.objects.count() == DirectoryEntry.objects.count() == 60
    assert Member.objects.values("country").distinct().count() == 25
    assert regions == Region.objects.filter(is_secretariat=False).count() == len(REGIONS)
    for model, field, states in (
        (Member, "status", MemberStatus),
        (Member, "listing", Listing),
        (Member, "name_mode", NameMode),
        (Application, "status", ApplicationStatus),
        (DuesCharge, "state", DuesState),
        (WaiverRequest, "state", set(WaiverState) - {WaiverState.WITHDRAWN}),
    ):
        assert set(model.objects.values_list(field, flat=True)) == set(states)
    assert Application.objects.exclude(transfer_to=None).exists()
    assert Application.objects.exclude(first_approval_by=None).exists()
    assert Invitation.objects.open().count() == 1
    assert RelayMessage.objects.count() == 3
    assert Application.objects.count() == len(content("people/applications"))
    assert RelayConversation.objects.count() == len(content("people/conversations"))


@pytest.mark.parametrize("region", REGIONS)
def test_demo_entry_is_written_in_languages_of_the_site(region):
    languages = {code for code, _name in settings.LANGUAGES}
    for person in content(f"people/{region}"):
        assert person["language"] in languages
        assert {*person["entry"]["headline"], *person["entry"]["bio"]} <= languages
        assert person["entry"]["bio"]
