"""Sparse fields: `fields=title,body.html` as what Pydantic includes."""

from __future__ import annotations

from typing import Any, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel

from api.errors import InvalidParametersError

#: Fields to include: by name, all of it (True) or a part of it.
Projection = dict[str, Any]


def projection(shapes: tuple[type[BaseModel], ...], fields: str) -> Projection:
    """Return what to include of an answer of one of several shapes.

    Raises InvalidParametersError for a field that none of the shapes has.
    """
    included: Projection = {}
    for name in fields.split(","):
        if not _include(included, shapes, name.split(".")):
            raise InvalidParametersError.one(
                "fields", _("There is no field “%(name)s”.") % {"name": name[:80]}
            )
    return included


def _include(included: Projection, shapes: tuple[type[BaseModel], ...], path: list[str]) -> bool:
    """Add one field; return whether any of the shapes has it."""
    name, rest = path[0], path[1:]
    annotations = [
        shape.model_fields[name].annotation for shape in shapes if name in shape.model_fields
    ]
    if not annotations:
        return False
    if not rest:
        included[name] = True
        return True
    is_list = any(_has_list(annotation) for annotation in annotations)
    nested = tuple(model for annotation in annotations for model in _models(annotation))
    part: Projection = {}
    if not _include(part, nested, rest):
        return False
    part = {"__all__": part} if is_list else part
    included[name] = _merged(included.get(name, {}), part)
    return True


def _merged(one: Projection | bool, other: Projection | bool) -> Projection | bool:
    """Return what two projections include together."""
    if isinstance(one, bool) or isinstance(other, bool):
        return True
    return one | {
        name: _merged(one[name], part) if name in one else part for name, part in other.items()
    }


def _has_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list or any(
        _has_list(argument) for argument in get_args(annotation)
    )


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that an annotation names, inside lists and unions too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]
