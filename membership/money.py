"""Amounts of money: two decimal places, a currency of ISO 4217, the reader's own notation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_currency, get_currency_name

from core.languages import current_language

if TYPE_CHECKING:
    from decimal import Decimal

#: The currencies dues may be paid in; a tier offers those it has an amount for.
CURRENCY_CODES = (
    "USD",
    "EUR",
    "GBP",
    "ZAR",
    "INR",
    "BRL",
    "MXN",
    "XOF",
    "NGN",
    "KES",
    "PHP",
)
#: For model fields; the code is a name everywhere, so nothing is translated.
CURRENCIES = [(code, code) for code in CURRENCY_CODES]


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as the reader writes it: "€1,234.50", "1.234,50 €"."""
    return format_currency(amount, currency, locale=current_language().code)


def currency_choices() -> list[tuple[str, str]]:
    """Return the currencies with their names in the reader's language, for a form."""
    language = current_language().code
    return [
        (code, f"{code} – {get_currency_name(code, locale=language)}") for code in CURRENCY_CODES
    ]
