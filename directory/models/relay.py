"""Messages between members who need not know each other's address, and what guards against abuse."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.tokens import public_token
from directory.querysets import AbuseReportQuerySet, RelayConversationQuerySet
from privacy.fields import SealedTextField


class RelayConversation(models.Model):
    """What two members write to each other."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    starter = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    addressee = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_message_at = models.DateTimeField(auto_now_add=True)

    objects = RelayConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_message_at", "-pk"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(starter=F("addressee")), name="conversation_of_two_people"
            )
        ]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Conversation {self.token}"


class RelayMessage(models.Model):
    """One message of a conversation."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    conversation = models.ForeignKey(RelayConversation, models.CASCADE, related_name="messages")
    sender = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    body = SealedTextField(_("message"))
    sent_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        """Return a reference."""
        return f"Message {self.token}"


class Block(models.Model):
    """A member who has no more to do with another: to the other, she is absent."""

    wagtail_reference_index_ignore = True

    blocker = models.ForeignKey("membership.Member", models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey("membership.Member", models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_for_each_pair"),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")), name="nobody_blocks_herself"
            ),
        ]

    def __str__(self) -> str:
        """Return a reference."""
        return f"Block {self.pk}"


class AbuseReport(models.Model):
    """What a member tells the secretariat of another's conduct."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    reporter = models.ForeignKey("membership.Member", models.SET_NULL, null=True, related_name="+")
    reported = models.ForeignKey("membership.Member", models.SET_NULL, null=True, related_name="+")
    reason = SealedTextField(_("what happened"))
    #: The message it is about, as it read: messages end before reports do.
    quoted = SealedTextField(_("the message"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    note = SealedTextField(_("what was done"), blank=True)

    objects = AbuseReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("conduct report")
        verbose_name_plural = _("conduct reports")

    def __str__(self) -> str:
        """Return a reference."""
        return f"Report {self.token}"
