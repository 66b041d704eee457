"""Members with dues, in the states that the tests begin from."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from membership.enums import PaymentMethod, Role
from membership.models import DuesTier
from membership.services.dues import Receipt, choose_tier, open_first_period
from tests.membership.factories import MemberFactory, with_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from membership.models import DuesCharge, Member

HUNDRED = Decimal("100.00")


def at(day: date) -> datetime:
    """Return noon of a day."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def charge_of(member: Member, amount: Decimal | None = HUNDRED) -> DuesCharge:
    """Return the dues of a member's first year; she chose an amount in euros unless it is None."""
    charge = open_first_period(member).charge
    if amount is not None:
        charge = choose_tier(member, charge, tier("small"), "EUR", amount)
    return charge


def owing_member(amount: Decimal | None = HUNDRED, **kwargs: object) -> tuple[Member, DuesCharge]:
    """Return a new member and what she owes."""
    member = MemberFactory(**kwargs)
    return member, charge_of(member, amount)


def tier(code: str) -> DuesTier:
    """Return one of the tiers that are loaded with the site."""
    return DuesTier.objects.get(code=code)


def treasurer(code: str = "africa"):
    """Return the treasurer of a region."""
    return with_role(Role.TREASURER, code)


def receipt(amount: str = "100.00", reference: str = "", **kwargs: object) -> Receipt:
    """Return money in euros by bank transfer."""
    facts = {
        "amount": Decimal(amount),
        "currency": "EUR",
        "method": PaymentMethod.TRANSFER,
        "received_on": date(2026, 1, 5),
        "reference": reference,
    }
    return Receipt(**(facts | kwargs))


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """Run verbs in real threads at the same moment; return what each returned or raised."""
    barrier = threading.Barrier(len(verbs))
    results: list[object] = [None] * len(verbs)

    def run(place: int, verb: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = verb()
        except Exception as error:  # noqa: BLE001  (what it is, the test says)
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
