"""Who takes payments. The treasurer always does; online providers may be added, none is bundled.

A provider is a small class in an app of the operator's, registered in its `AppConfig.ready()`. It
sends the payer to an address of its own and, when money has come in, calls `record_online_payment`
from whatever it hears by: that books a reference once, however often it is told. No card data
reaches this site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from membership.enums import PaymentMethod
from membership.models import DuesCharge, DuesPayment
from membership.querysets import network_day
from membership.services.dues import MANUAL, AlreadyBookedError, Receipt, book

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a provider learns of a payment: nothing by which it could know the payer.

    `charge_token` comes back with the money; `return_path` is where the payer goes on.
    """

    charge_token: str
    amount: Decimal
    currency: str
    return_path: str


class PaymentProvider(Protocol):
    """Something that takes payments of dues.

    `title` is a lazy translation. `is_online` says whether the payer can pay at once;
    `checkout_url` then returns where, and is never called for the others.
    """

    name: str
    title: Any
    is_online: bool

    def accepts(self, currency: str) -> bool:
        """Return whether it takes a currency."""
        ...

    def checkout_url(self, order: PaymentOrder) -> str:
        """Return the address at which the payer pays."""
        ...


class ManualProvider:
    """The treasurer: money comes in by bank, mobile money or hand, and she writes it down."""

    name = MANUAL
    title = _("treasurer")
    is_online = False

    def accepts(self, currency: str) -> bool:
        """Return True: what a treasurer takes is agreed with her."""
        return True

    def checkout_url(self, order: PaymentOrder) -> str:
        """Raise NotImplementedError: nobody can be sent to a treasurer."""
        raise NotImplementedError("The treasurer takes no payments online.")


_providers: dict[str, PaymentProvider] = {}


def register_provider(provider: PaymentProvider) -> None:
    """Offer a provider; registering a name twice replaces it."""
    _providers[provider.name] = provider


def provider_titles() -> dict[str, str]:
    """Return the title of every provider by its name."""
    return {name: str(provider.title) for name, provider in _providers.items()}


def online_providers(currency: str) -> list[PaymentProvider]:
    """Return the providers by which a payer can pay in a currency at once."""
    return [
        provider
        for provider in _providers.values()
        if provider.is_online and provider.accepts(currency)
    ]


def record_online_payment(
    provider: str, charge_token: str, reference: str, amount: Decimal, currency: str
) -> DuesPayment:
    """Book what a provider took; told twice, it returns what was booked the first time.

    Raises KeyError for a provider nobody registered, ValueError without a reference,
    DuesCharge.DoesNotExist for unknown dues, AlreadyBookedError for a reference that is booked for
    other dues, and what `services.dues.book` raises.
    """
    if not _providers[provider].is_online or not reference.strip():
        raise ValueError("An online payment needs an online provider and its reference.")
    charge = DuesCharge.objects.get(token=charge_token)
    receipt = Receipt(
        amount=amount,
        currency=currency,
        method=PaymentMethod.ONLINE,
        received_on=network_day(),
        reference=reference,
        provider=provider,
    )
    try:
        return book(charge.pk, receipt)
    except AlreadyBookedError:
        known = charge.payments.filter(provider=provider, reference=reference.strip()).first()
        if known is None:
            raise
        return known


register_provider(ManualProvider())
