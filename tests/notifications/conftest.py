"""A kind of mail that can be turned off, one that cannot, and somebody to write to."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from notifications import kinds
from tests.accounts.factories import UserFactory

if TYPE_CHECKING:
    from email.message import EmailMessage

    from accounts.models import User


@pytest.fixture(autouse=True)
def two_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register two kinds beside those of the apps, for one test."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register_kind(kinds.MailKind("bulletin", "Bulletin", "News of the test."))
    kinds.register_kind(kinds.MailKind("decision", "Decisions", "Of the test.", is_essential=True))


@pytest.fixture
def reader(db: None) -> User:
    """Return somebody who reads Arabic in Cairo."""
    return UserFactory(email="nadia.invented@example.org", language="ar", time_zone="Africa/Cairo")


@pytest.fixture
def parsed():
    """Return what reads a mail of Django's test outbox as a mail program would."""

    def parse(message) -> EmailMessage:
        return message_from_bytes(message.message().as_bytes(), policy=policy.default)

    return parse
