"""Messages without addresses, blocks, reports."""

from __future__ import annotations

import threading

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import AbuseReport, RelayConversation, RelayMessage, UseCounter
from directory.services import relay
from directory.services.limits import LimitReachedError
from membership.enums import Listing
from membership.models import Member
from notifications.models import OutgoingMail
from notifications.services import deliver_due
from tests.directory.factories import canary_entry
from tests.membership.factories import MemberFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return canary_entry(MemberFactory()).member


@pytest.fixture
def ben():
    return canary_entry(MemberFactory(other_region=True)).member


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return client


def test_d7_a_message_arrives_without_either_address_and_is_answered(
    site_tree, ana, ben, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False):
        response = signed_in(ana).post(
            reverse("directory:write", args=[ben.token]), {"body": "Do you know a good case?"}
        )
    conversation = RelayConversation.objects.get()
    assert response.url == reverse("directory:conversation", args=[conversation.token])
    deliver_due()
    (received,) = outgoing.outbox
    assert received.to == [ben.user.email]
    source = received.message().as_string()
    assert ana.user.email not in source
    assert source.count(ben.user.email) == 1  # the line that says to whom it goes
    parts = [received.body, *(part.content for part in getattr(received, "alternatives", ()))]
    for text in (*parts, received.subject):
        assert ben.user.email not in text
        assert ana.user.email not in text
    assert not received.reply_to
    assert conversation.token in received.body
    theirs = signed_in(ben)
    address = reverse("directory:conversation", args=[conversation.token])
    assert "Do you know a good case?" in theirs.get(address).content.decode()
    assert theirs.post(address, {"body": "I do, in Exampleland."}).status_code == 302
    assert "in Exampleland" in signed_in(ana).get(address).content.decode()
    assert "1 unread" not in signed_in(ana).get(reverse("directory:mailbox")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM directory_relaymessage")
        assert not any("case" in row[0] for row in cursor.fetchall())
    assert RelayMessage.objects.count() == 2


def test_d7_a_block_ends_it_without_a_word(site_tree, ana, ben):
    message = relay.write_first(ana, ben, "One")
    relay.reply(message.conversation, ben, "Two")
    address = reverse("directory:conversation", args=[message.conversation.token])
    theirs = signed_in(ben)
    theirs.post(reverse("directory:conversation_block", args=[message.conversation.token]))
    assert signed_in(ana).get(reverse("directory:write", args=[ben.token])).status_code == 404
    page = signed_in(ana).post(address, {"body": "Three"})
    assert page.status_code == 200
    assert "cannot be delivered" in page.content.decode()
    with pytest.raises(relay.UndeliverableError):
        relay.write_first(ana, ben, "Three")
    assert RelayMessage.objects.count() == 2
    relay.unblock(ben, ana)
    assert signed_in(ana).post(address, {"body": "Three"}).status_code == 302


def test_who_hides_is_not_written_to_but_answered(ana, ben):
    Member.objects.filter(pk=ben.pk).update(listing=Listing.HIDDEN)
    ben.refresh_from_db()
    with pytest.raises(relay.UndeliverableError):
        relay.write_first(ana, ben, "Hello")
    message = relay.write_first(ben, ana, "Hello from nowhere")
    assert relay.reply(message.conversation, ana, "An answer").pk


def test_ten_messages_a_day_that_nobody_asked_for(ana):
    others = [canary_entry(MemberFactory()).member for _number in range(11)]
    for other in others[:10]:
        relay.write_first(ana, other, "Hello")
    with pytest.raises(LimitReachedError):
        relay.write_first(ana, others[10], "Hello")
    assert not RelayConversation.objects.of_member(others[10]).exists()
    # Whoever answered may be written to again.
    conversation = RelayConversation.objects.of_member(others[0]).get()
    relay.reply(conversation, others[0], "Hello to you")
    assert relay.reply(conversation, ana, "Thank you").pk


def test_the_limit_is_told_on_a_page(site_tree, ana, ben):
    relay.write_first(ana, canary_entry(MemberFactory()).member, "Hello")
    UseCounter.objects.filter(user=ana.user).update(count=10)
    response = signed_in(ana).post(
        reverse("directory:write", args=[ben.token]), {"body": "One more"}
    )
    assert response.status_code == 429


def test_conversations_are_for_the_two_alone(site_tree, ana, ben):
    token = relay.write_first(ana, ben, "Hello").conversation.token
    address = reverse("directory:conversation", args=[token])
    assert signed_in(ana).get(address).status_code == 200
    for kind in ("member", "coordinator", "secretary"):
        client = Client()
        client.force_login(person(kind))
        assert client.get(address).status_code == 404
        assert client.post(address, {"body": "Me too"}).status_code == 404


def test_the_mailbox_costs_the_same_for_one_and_for_twenty(site_tree, ana):
    client = signed_in(ana)

    def cost():
        client.get(reverse("directory:mailbox"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("directory:mailbox")).content.decode()
        return page.count("1 unread"), len(queries)

    def letter():
        relay.write_first(canary_entry(MemberFactory()).member, ana, "Hello")

    letter()
    shown, one = cost()
    for _number in range(18):
        letter()
    assert shown == 1
    assert cost() == (19, one)


def test_a_report_reaches_the_secretariat_with_the_message(site_tree, ana, ben):
    secretary = person("secretary")
    message = relay.write_first(ana, ben, "An unkind word")
    address = reverse("directory:conversation_report", args=[message.conversation.token])
    assert signed_in(ben).get(address).status_code == 200
    signed_in(ben).post(address, {"reason": "This is unkind."})
    report = AbuseReport.objects.get()
    assert (report.reporter, report.reported) == (ben, ana)
    assert (report.reason, report.quoted) == ("This is unkind.", "An unkind word")
    mails = OutgoingMail.objects.filter(kind="directory_report")
    assert [mail.recipient for mail in mails] == [secretary]
    assert "unkind" not in mails[0].letter
    relay.close_report(report, actor=secretary, note="Spoke with her.")
    with pytest.raises(relay.ReportClosedError):
        relay.close_report(report, actor=secretary, note="Again.")
    report.refresh_from_db()
    assert report.note == "Spoke with her."


@pytest.mark.django_db(transaction=True)
def test_first_messages_at_once_make_one_conversation_and_keep_the_limit():
    ana = canary_entry(MemberFactory()).member
    ben = canary_entry(MemberFactory()).member
    errors = []

    def write():
        try:
            relay.write_first(
                Member.objects.select_related("user").get(pk=ana.pk),
                Member.objects.select_related("user").get(pk=ben.pk),
                "Hello",
            )
        except LimitReachedError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _number in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RelayConversation.objects.count() == 1
    assert RelayMessage.objects.count() == 10
    assert len(errors) == 4
