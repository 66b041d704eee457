"""Online payments. The treasurer books what comes in by hand; providers may be added, none is bundled.

A provider is a small class in an app of the operator's, registered in its `AppConfig.ready()`. It
sends the payer to an address of its own and, when money has come in, calls `record_online_payment`
from whatever it hears by: that books a reference once, however often it is told. No card data
reaches this site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from membership.enums import PaymentMethod, PaymentState
from membership.models import DuesCharge, DuesPayment
from membership.querysets import network_day
from membership.services.dues import AlreadyBookedError, Receipt, book

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
    """Something by which a payer can pay her dues at once. `title` is a lazy translation."""

    name: str
    title: Any

    def accepts(self, currency: str) -> bool:
        """Return whether it takes a currency."""
        ...

    def checkout_url(self, order: PaymentOrder) -> str:
        """Return the address at which the payer pays."""
        ...


_providers: dict[str, PaymentProvider] = {}


def register_provider(provider: PaymentProvider) -> None:
    """Offer a provider; registering a name twice replaces it."""
    _providers[provider.name] = provider


def online_providers(currency: str) -> list[PaymentProvider]:
    """Return the providers by which a payer can pay in a currency at once."""
    return [provider for provider in _providers.values() if provider.accepts(currency)]


def record_online_payment(
    provider: str, charge_token: str, reference: str, amount: Decimal, currency: str
) -> DuesPayment:
    """Book what a provider took; told twice, it returns what was booked the first time.

    Raises KeyError for a provider nobody registered, ValueError without a reference,
    DuesCharge.DoesNotExist for unknown dues, AlreadyBookedError for a reference that is booked for
    other dues, and what `services.dues.book` raises.
    """
    if provider not in _providers:
        raise KeyError(provider)
    reference = " ".join(reference.split())
    if not reference:
        raise ValueError("An online payment needs its provider's reference.")
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
        known = (
            charge.payments.filter(provider=provider, reference=reference)
            .exclude(state=PaymentState.VOIDED)
            .first()
        )
        if known is None:
            raise
        return known
