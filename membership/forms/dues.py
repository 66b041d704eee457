"""Forms by which a member says what she can pay, and by which a treasurer books what she paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from membership.enums import DuesState, PaymentMethod, PaymentState, WaiverState
from membership.forms.fields import region_field
from membership.models import DuesTier
from membership.money import CURRENCY_CODES, currency_choices, money
from membership.querysets import network_day
from membership.services.dues import Receipt

if TYPE_CHECKING:
    from membership.models import DuesCharge


def _amount(label: Any, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}),
        **kwargs,
    )


def _offered_currencies() -> list[tuple[str, str]]:
    """Return the currencies that some tier has an amount in."""
    tiers = DuesTier.objects.filter(is_archived=False)
    offered = {code for tier in tiers for code in tier.suggested_amounts}
    return [(code, name) for code, name in currency_choices() if code in offered]


class CurrencyForm(forms.Form):
    """In which currency a member pays; asked first, since the answers name amounts in it."""

    currency = forms.ChoiceField(label=_("The currency you pay in"), choices=_offered_currencies)


class TierField(forms.ModelChoiceField):
    """The tiers with their amounts in one currency."""

    def __init__(self, currency: str) -> None:
        """Offer the tiers that have an amount in it."""
        self.currency = currency
        super().__init__(
            DuesTier.objects.filter(is_archived=False, suggested_amounts__has_key=currency),
            label=_("Which of these is nearest to your means? Nobody checks."),
            empty_label=None,
            to_field_name="code",
            widget=forms.RadioSelect,
        )

    def label_from_instance(self, obj: DuesTier) -> str:
        """Return the answer, what it costs, and its explanation below."""
        amount = obj.suggested(self.currency)
        return format_html(
            '{} – <bdi>{}</bdi><br><span class="muted">{}</span>',
            str(obj),
            money(amount, self.currency) if amount is not None else "",
            obj.description,
        )


class TierForm(forms.Form):
    """The plain question: which of these is nearest to your means?"""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        """Ask in one currency."""
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["tier"] = TierField(currency)
        self.fields["amount"] = _amount(
            _("Another amount"),
            required=False,
            help_text=_("Only if you wish to give more than the answer you chose says."),
        )

    def chosen_amount(self) -> Decimal:
        """Return what the member will pay: the tier's amount, or her own."""
        own = self.cleaned_data["amount"]
        return own if own is not None else self.cleaned_data["tier"].suggested(self.currency)


class AttestForm(forms.Form):
    """The attestation, confirmed anew."""

    is_confirmed = forms.BooleanField(label=_("I confirm this for myself."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class WaiverForm(forms.Form):
    """What a member can pay, and why not more."""

    asked_amount = _amount(
        _("What you can pay this year"),
        required=False,
        help_text=_("Leave it empty if you can pay nothing."),
    )
    reason = forms.CharField(
        label=_("Why you ask"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("A sentence is enough. No proof is asked for."),
    )

    def __init__(self, *args: Any, charge: DuesCharge, **kwargs: Any) -> None:
        """Ask for an amount only where a currency has been chosen."""
        super().__init__(*args, **kwargs)
        if charge.owed is None:
            del self.fields["asked_amount"]
        else:
            self.fields["asked_amount"].label = _("What you can pay this year (%(currency)s)") % {
                "currency": charge.currency
            }


class PaymentForm(forms.Form):
    """Money that came in."""

    amount = _amount(_("Amount"))
    method = forms.ChoiceField(
        label=_("How"),
        choices=[choice for choice in PaymentMethod.choices if choice[0] != PaymentMethod.ONLINE],
    )
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        required=False,
        help_text=_("The bank's or sender's own, so that nothing is booked twice."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, charge: DuesCharge, **kwargs: Any) -> None:
        """Book in the currency of the dues, received today unless said otherwise."""
        super().__init__(*args, **kwargs)
        self.currency = charge.currency
        self.fields["received_on"].initial = network_day
        self.fields["amount"].label = _("Amount (%(currency)s)") % {"currency": charge.currency}

    def clean_received_on(self) -> Any:
        """Refuse a day that has not come yet."""
        day = self.cleaned_data["received_on"]
        if day > network_day():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def receipt(self) -> Receipt:
        """Return what is to be booked."""
        data = self.cleaned_data
        return Receipt(
            amount=data["amount"],
            currency=self.currency,
            method=PaymentMethod(data["method"]),
            received_on=data["received_on"],
            reference=data["reference"],
        )


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class UndoForm(forms.Form):
    """Why a payment no longer counts."""

    state = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (PaymentState.VOIDED, _("It was recorded by mistake")),
            (PaymentState.REFUNDED, _("The money was paid back")),
        ],
        widget=forms.RadioSelect,
    )
    reason = _reason(_("Reason, for the books only"))


class WriteOffForm(forms.Form):
    """Why dues are given up."""

    reason = _reason(_("Reason, for the books only"))


class DecisionForm(forms.Form):
    """What becomes of a request for a waiver."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (WaiverState.GRANTED, _("Grant it in full: nothing is to be paid")),
            (WaiverState.PART_GRANTED, _("Grant it in part")),
            (WaiverState.DECLINED, _("Decline it")),
        ],
        widget=forms.RadioSelect,
    )
    amount = _amount(
        _("In part: what is to be paid"),
        required=False,
        help_text=_("Left empty, it is what the member offered."),
    )
    answer = forms.CharField(
        label=_("Your words to the member"),
        max_length=2000,
        required=False,
        help_text=_("Needed where you decline. The member reads them as you wrote them."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class ChargeFilterForm(forms.Form):
    """How a treasurer narrows the list of dues."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *DuesState.choices], required=False
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[("", _("All")), *((code, code) for code in CURRENCY_CODES)],
        required=False,
    )
    is_late = forms.BooleanField(label=_("Past the due date"), required=False)
    reference = forms.CharField(
        label=_("Reference of dues or payment"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, regions: frozenset[int], **kwargs: Any) -> None:
        """Offer the regions that the treasurer keeps."""
        super().__init__(*args, **kwargs)
        self.fields["region"] = region_field(regions, required=False, empty_label=_("All"))
        self.order_fields(["state", "region"])
