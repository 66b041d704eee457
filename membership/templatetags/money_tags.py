"""Amounts of money in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from membership import money as amounts

if TYPE_CHECKING:
    from decimal import Decimal

register = template.Library()


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """Return an amount as the reader writes it, apart from the direction of the text around it."""
    if amount is None:
        return ""
    return format_html("<bdi>{}</bdi>", amounts.money(amount, currency))
