"""House rules that `manage.py check` enforces."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from wagtail.models import get_page_models

from core.models import BasePage


@register()
def pages_descend_from_base_page(**_kwargs: Any) -> list[Error]:
    """Refuse a page type that would miss routing, facts and frame."""
    return [
        Error(
            f"{model._meta.label} does not descend from core.BasePage.",
            hint="Every page type of the site inherits core.models.BasePage.",
            obj=model,
            id="core.E001",
        )
        for model in get_page_models()
        if not issubclass(model, BasePage) and model._meta.app_label != "wagtailcore"
    ]


@register()
def pages_name_their_parents(**_kwargs: Any) -> list[Error]:
    """Refuse a page type that could be put anywhere in the tree."""
    return [
        Error(
            f"{model._meta.label} does not say where in the tree it may stand.",
            hint="Set parent_page_types.",
            obj=model,
            id="core.E002",
        )
        for model in get_page_models()
        if issubclass(model, BasePage) and model.parent_page_types is None
    ]
