"""A member's years, what she owes for each, what she paid, and what she was let off.

No row names a person in its `__str__`; what somebody wrote about herself is sealed. Amounts are
for the treasurer and the member alone: nothing but `DuesState` may be shown to others who keep a
region, and nothing at all in the directory or the API.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.languages import current_language, fallback_chain
from core.tokens import public_token
from membership.enums import DuesState, PaymentMethod, PaymentState, WaiverState
from membership.fields import TextsField
from membership.money import CURRENCIES, CURRENCY_CODES
from membership.querysets import DuesChargeQuerySet, DuesPaymentQuerySet, WaiverRequestQuerySet
from privacy.fields import SealedTextField
from taxonomy.fields import LabelsField

ZERO = Decimal("0.00")


def _label(labels: dict[str, str], otherwise: str = "") -> str:
    for language in fallback_chain(current_language().code):
        if text := labels.get(language):
            return text
    return otherwise


def _is_amount(value: object) -> bool:
    """Return whether something written into JSON is money that a charge can hold."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount < Decimal(10) ** 10


class MembershipPeriod(models.Model):
    """One year of somebody's membership, both days included."""

    wagtail_reference_index_ignore = True

    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="periods")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    #: The day by which dues should be settled, from which reminders are counted.
    due_on = models.DateField(_("due on"))
    #: The last day on which she is a member though nothing is settled.
    grace_until = models.DateField(_("grace until"))
    #: The attestation she gave anew for this year; empty where an earlier one still holds.
    attestation = models.ForeignKey(
        "membership.AttestationText", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attested_at = models.DateTimeField(null=True, blank=True)
    #: Since when she has lapsed for want of this year's dues, and of nothing else: only then does
    #: paying bring her back.
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts"]
        verbose_name = _("membership year")
        verbose_name_plural = _("membership years")
        constraints = [
            models.UniqueConstraint(fields=["member", "starts"], name="one_period_per_start"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_ends_later"),
            models.CheckConstraint(
                condition=Q(grace_until__gte=F("due_on")), name="grace_follows_due_date"
            ),
        ]

    def __str__(self) -> str:
        """Return a reference without the member's name."""
        return f"YEAR-{self.pk}"


class DuesTier(models.Model):
    """One answer to the plain question of what a member can afford; nobody checks it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    labels = LabelsField(_("answers"))
    descriptions = LabelsField(_("explanations"), blank=True)
    suggested_amounts = models.JSONField(
        _("suggested amounts"),
        default=dict,
        help_text=_("A yearly amount for each currency code, such as EUR."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("Kept for what carries it, offered no more.")
    )

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("dues tier")
        verbose_name_plural = _("dues tiers")

    def __str__(self) -> str:
        """Return the answer in the language of the interface."""
        return _label(self.labels, self.code)

    def clean(self) -> None:
        """Refuse what is not an amount for each of our currencies: members are shown them."""
        super().clean()
        amounts = self.suggested_amounts
        if not isinstance(amounts, dict) or not all(
            code in CURRENCY_CODES and _is_amount(amount) for code, amount in amounts.items()
        ):
            raise ValidationError(
                {"suggested_amounts": _("A yearly amount for each currency code, such as EUR.")}
            )

    @property
    def description(self) -> str:
        """Return the explanation in the language of the interface."""
        return _label(self.descriptions)

    def suggested(self, currency: str) -> Decimal | None:
        """Return the amount suggested in a currency, None where it is not offered."""
        amount = self.suggested_amounts.get(currency)
        return None if amount is None else Decimal(str(amount)).quantize(ZERO)


class DuesCharge(models.Model):
    """What is owed for one membership year.

    `amount` is what the member chose; `reduced_to` what a waiver left of it (zero: nothing). The
    state is derived by `state_after` whenever something is booked, and stored so that it can be
    asked for without amounts.
    """

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    period = models.OneToOneField(MembershipPeriod, models.CASCADE, related_name="charge")
    tier = models.ForeignKey(DuesTier, models.PROTECT, null=True, related_name="charges")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, blank=True)
    reduced_to = models.DecimalField(
        _("reduced to"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=12, choices=DuesState.choices, default=DuesState.DUE
    )
    written_off_at = models.DateTimeField(null=True, blank=True)
    written_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    write_off_reason = SealedTextField(_("reason"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DuesChargeQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts", "-pk"]
        verbose_name = _("dues of a year")
        verbose_name_plural = _("dues of years")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(amount__gte=0) & ~Q(currency="")),
                name="amount_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(reduced_to__isnull=True) | Q(reduced_to__gte=0),
                name="reduced_amount_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        """Return a reference without the member's name."""
        return f"DUES-{self.token}"

    @property
    def owed(self) -> Decimal | None:
        """Return what is owed for the year in all, None while no tier is chosen."""
        return self.amount if self.reduced_to is None else self.reduced_to

    @property
    def is_open(self) -> bool:
        """Return whether something is still owed, or nobody said yet how much."""
        return self.state in DuesState.open_states()

    def paid(self) -> Decimal:
        """Return what has been paid and not taken back; asks the database."""
        return self.payments.standing().total()

    def state_after(self, paid: Decimal) -> DuesState:
        """Return the state that follows from what is owed, waived, written off and paid."""
        if self.reduced_to == 0:
            return DuesState.WAIVED
        if self.owed is not None and paid >= self.owed:
            return DuesState.PAID
        if self.written_off_at is not None:
            return DuesState.WRITTEN_OFF
        return DuesState.DUE if self.reduced_to is None else DuesState.PART_WAIVED


class DuesPayment(models.Model):
    """Money that came in for a year. Rows are never deleted: one taken back says so."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    charge = models.ForeignKey(DuesCharge, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES)
    method = models.CharField(_("method"), max_length=16, choices=PaymentMethod.choices)
    provider = models.CharField(max_length=40)
    #: The payment's name at the provider or the bank, by which it is booked no more than once.
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    received_on = models.DateField(_("received on"))
    state = models.CharField(
        _("state"), max_length=10, choices=PaymentState.choices, default=PaymentState.BOOKED
    )
    undo_reason = SealedTextField(_("reason"), blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = DuesPaymentQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            # A payment recorded by mistake frees its reference; one that was paid back does not.
            models.UniqueConstraint(
                fields=["provider", "reference"],
                condition=~Q(reference="") & ~Q(state=PaymentState.VOIDED),
                name="one_payment_per_reference",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
        ]

    def __str__(self) -> str:
        """Return a reference without the member's name."""
        return f"PAYMENT-{self.token}"

    @property
    def is_standing(self) -> bool:
        """Return whether the money counts."""
        return self.state == PaymentState.BOOKED


class WaiverRequest(models.Model):
    """A member asks to pay less for a year, or nothing. A right, decided in her region."""

    wagtail_reference_index_ignore = True

    token = models.CharField(max_length=12, unique=True, default=public_token, editable=False)
    charge = models.ForeignKey(DuesCharge, models.CASCADE, related_name="waivers")
    #: What she says she can pay; zero where it is nothing.
    asked_amount = models.DecimalField(
        _("what I can pay"), max_digits=12, decimal_places=2, default=ZERO
    )
    reason = SealedTextField(_("reason"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=WaiverState.choices, default=WaiverState.PENDING
    )
    answer = SealedTextField(_("answer"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: When it was decided or withdrawn; the texts are emptied a year later.
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("request for a waiver")
        verbose_name_plural = _("requests for waivers")
        constraints = [
            models.UniqueConstraint(
                fields=["charge"],
                condition=Q(state=WaiverState.PENDING),
                name="one_pending_waiver_per_charge",
            ),
            models.CheckConstraint(
                condition=Q(asked_amount__gte=0), name="asked_amount_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        """Return a reference without the member's name."""
        return f"WAIVER-{self.token}"

    @property
    def is_pending(self) -> bool:
        """Return whether nobody has decided yet."""
        return self.state == WaiverState.PENDING


@register_setting(icon="tag")
class DuesSettings(BaseGenericSetting):
    """How members pay where no provider takes payments online."""

    how_to_pay = TextsField(
        _("how to pay"),
        blank=True,
        help_text=_(
            "Shown to members who owe dues: bank details, mobile money numbers, whom to ask. A "
            "blank line begins a new paragraph. English is needed; other languages fall back to it."
        ),
    )

    panels = [FieldPanel("how_to_pay")]

    class Meta:
        verbose_name = _("dues")

    def __str__(self) -> str:
        """Return a reference."""
        return "Dues settings"

    def paragraphs(self) -> list[str]:
        """Return the text in the reader's language, by paragraphs; none where nothing is set."""
        text = _label(self.how_to_pay)
        blocks = text.replace("\r\n", "\n").split("\n\n")
        return [block.strip() for block in blocks if block.strip()]
