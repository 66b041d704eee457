"""Erasing a member who has used everything leaves nothing of her behind, anywhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts import tokens
from accounts.enums import Scope
from directory.services import board, relay
from directory.services.entries import ContactData, Showing, ensure_entry, save_entry
from membership.audiences import Level
from membership.enums import NameMode
from membership.models import Member
from membership.services import applications, dues, invitations, members, reviews, waivers
from notifications.services import deliver_due
from privacy import services as privacy
from privacy.fields import SealedTextField
from tests.accounts.factories import UserFactory
from tests.database import every_row
from tests.membership.dues_scenes import receipt, tier, treasurer
from tests.membership.factories import MemberFactory, draft_application, person, region
from tests.search.alert_scenes import save as save_search

#: No other text of the site or of its libraries holds these.
GIVEN, FAMILY, PSEUDONYM, PLACE = "Zauberkraut", "Quastelfink", "Nachtviole", "Irgendwoheim"
DOMAIN = "zauberkraut-post.example"
NEEDLES = (GIVEN, FAMILY, PSEUDONYM, PLACE, "zauberkraut-post", "+999 777")


@pytest.fixture
def mail_folder(settings, tmp_path) -> Path:
    """Have mail written to files, as the embedded site does."""
    settings.EMAIL_BACKEND = "notifications.mailfiles.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def a_whole_life() -> Member:
    """Return a member who has used everything that keeps something of a person."""
    coordinator, secretary, colleague = person("coordinator"), person("secretary"), MemberFactory()
    ensure_entry(colleague)
    user = UserFactory(email=f"her@{DOMAIN}", first_name=GIVEN, last_name=FAMILY)
    Client().force_login(user)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    tokens.issue(user, f"{GIVEN}'s script", [Scope.DIRECTORY_READ], 30)
    invitations.invite(user.email, region=region(), language="en", actor=coordinator)
    draft = draft_application(
        user,
        first_name=GIVEN,
        last_name=FAMILY,
        organisation=f"{FAMILY} chambers",
        statement=f"{GIVEN} of {PLACE} defends dockers.",
        conflicts_text=FAMILY,
        admissions=f"Bar of {PLACE}",
    )
    applications.save_draft(
        user, {}, SimpleUploadedFile(f"{FAMILY}.txt", f"{GIVEN} {FAMILY}".encode())
    )
    current = apps.get_model("membership", "AttestationText").objects.current("en")
    application = applications.submit(draft, current)
    reviews.add_note(application, coordinator, f"Met {GIVEN} in {PLACE}.")
    asked = reviews.request_info(application, coordinator, words=f"{GIVEN}, which court?")
    reviews.approve(applications.answer(asked, user, f"The one of {PLACE}."), coordinator)
    member = Member.objects.get(user=user)
    members.set_display(
        member,
        listing=member.listing,
        name_mode=NameMode.PSEUDONYM,
        pseudonym=PSEUDONYM,
        hide_country=False,
        languages=["en"],
        is_shielded=False,
    )
    entry = ensure_entry(member)
    save_entry(
        entry,
        facts={"bio": {"en": f"{GIVEN} lives in {PLACE}."}, "city": PLACE, "organisation": FAMILY},
        showing={name: Showing(Level.MEMBERS) for name in ("bio", "city", "organisation")},
        contacts=[
            ContactData("email", f"direct@{DOMAIN}", Level.MEMBERS),
            ContactData("phone", "+999 777 0001", Level.MEMBERS),
        ],
    )
    board.give_seat(member, actor=secretary)
    board.give_consent(entry, ["name", "bio"])
    first = relay.write_first(member, colleague, f"{GIVEN} here, from {PLACE}.")
    relay.reply(first.conversation, colleague, "Good to hear.")
    # A report is the words of another, and stays with the secretariat for as long as it says.
    relay.report(colleague, member, "She wrote to me.", first)
    relay.report(member, colleague, f"He asked where in {PLACE} {GIVEN} lives.")
    charge = member.periods.get().charge
    waiver = waivers.request_waiver(member, charge, reason=f"{FAMILY} earns little in {PLACE}.")
    waivers.withdraw_waiver(member, waiver)
    dues.choose_tier(member, charge, tier("small"), "EUR", Decimal("100.00"))
    dues.record_payment(charge.pk, treasurer(), receipt(reference=f"{FAMILY} TRX"))
    save_search(user, f"q={FAMILY}+{PLACE}")
    members.safety_switch(member, actor=coordinator, reason=f"Police asked {GIVEN}'s neighbours.")
    privacy.request_export(user)
    deliver_due()
    return member


def _sealed_texts() -> str:
    """Return every sealed text, opened: sealing must not stand in for erasing."""
    values = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedTextField):
                label = f"{model._meta.label}.{field.name}"
                values += [
                    f"{label}: {value}"
                    for value in model._base_manager.values_list(field.name, flat=True)
                ]
    return "\n".join(values)


def _files(*folders: Path) -> str:
    return "\n".join(
        f"{path}: {path.read_bytes().decode('latin-1')}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("test-")
    )


def _sealed_files() -> set[str]:
    """Return the names of all sealed contents; other tests leave theirs."""
    try:
        return set(storages["private"].listdir("sealed")[1])
    except FileNotFoundError:
        return set()


def found_in(text: str) -> list[str]:
    """Return the lines that hold something of hers."""
    words = [word.casefold() for word in NEEDLES]
    return [line[:300] for line in text.splitlines() if any(w in line.casefold() for w in words)]


@pytest.mark.django_db(transaction=True)
def test_x6_nothing_of_an_erased_member_is_left(mail_folder) -> None:
    others = _sealed_files()
    member = a_whole_life()
    assert found_in(every_row())
    assert found_in(_sealed_texts())
    assert found_in(_files(mail_folder))
    assert _sealed_files() > others

    privacy.forget(member.user, actor=None)

    assert found_in(every_row()) == []
    assert found_in(_sealed_texts()) == []
    assert found_in(_files(mail_folder, Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR))) == []
    assert _sealed_files() == others
    assert Member.objects.get(pk=member.pk).user is None


@pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="of SQLite only"
)
@pytest.mark.django_db(transaction=True)
def test_x6_the_database_file_holds_nothing_of_an_erased_member(mail_folder) -> None:
    """What is deleted is overwritten in the file, not only unlinked from its table."""
    path = Path(connection.settings_dict["NAME"])
    member = a_whole_life()

    def content() -> str:
        connection.close()
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes().decode("latin-1")

    assert DOMAIN in content()

    privacy.forget(member.user, actor=None)

    assert [word for word in NEEDLES if word.casefold() in content().casefold()] == []
