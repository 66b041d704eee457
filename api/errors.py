"""What goes wrong, as problem details (RFC 9457), in the language the caller asked for."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

MEDIA_TYPE = "application/problem+json"


class InvalidParameter(BaseModel):
    """One parameter that cannot be used, and why."""

    parameter: str
    source: str = Field(description="Where it stands: query or path.")
    detail: str


class Problem(BaseModel):
    """Problem details as RFC 9457 has them."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ParameterProblem(Problem):
    """A problem with parameters, each of them named."""

    errors: list[InvalidParameter]


class InvalidParametersError(Exception):
    """Parameters that no operation can work with."""

    def __init__(self, errors: Iterable[InvalidParameter]) -> None:
        """Keep what is wrong with which parameter."""
        self.errors = list(errors)
        super().__init__(self.errors)

    @classmethod
    def one(cls, parameter: str, detail: str) -> InvalidParametersError:
        """Refuse a single parameter of the query."""
        return cls([InvalidParameter(parameter=parameter, source="query", detail=detail)])


def problem_response(problem: Problem) -> HttpResponse:
    """Return a problem as a response."""
    return HttpResponse(
        json.dumps(problem.model_dump(), ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
    )


def not_found(request: HttpRequest, exc: object = None) -> HttpResponse:
    """Answer what does not exist and what is hidden with the same words."""
    return problem_response(
        Problem(
            title=_("Not found"),
            status=HTTPStatus.NOT_FOUND,
            detail=_("Nothing that you may read exists here."),
        )
    )


def invalid_parameters(request: HttpRequest, exc: Any) -> HttpResponse:
    """Name every parameter that cannot be used."""
    return problem_response(
        ParameterProblem(
            title=_("Invalid parameters"),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            detail=_("Some parameters cannot be used: see errors."),
            errors=exc.errors,
        )
    )


def invalid_values(request: HttpRequest, exc: Any) -> HttpResponse:
    """Name every parameter whose value was refused."""
    return invalid_parameters(
        request,
        InvalidParametersError(
            InvalidParameter(
                # ("query", "params", "focus", 0): where, the argument, the name, which of several.
                parameter=next((p for p in reversed(error["loc"]) if isinstance(p, str)), ""),
                source=str(error["loc"][0]),
                detail=_reason(error),
            )
            for error in exc.errors
        ),
    )


def _reason(error: dict[str, Any]) -> str:
    """Return in the caller's language what is wrong with a value."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "refused":
            return error["msg"]
        case "missing":
            return _("This parameter is needed.")
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return _("Must be a whole number.")
        case "bool_parsing" | "bool_type":
            return _("Must be true or false.")
        case "greater_than_equal":
            return _("Must be at least %(limit)s.") % {"limit": limits["ge"]}
        case "less_than_equal":
            return _("Must be at most %(limit)s.") % {"limit": limits["le"]}
        case "literal_error" | "enum":
            return _("Must be one of: %(values)s.") % {
                "values": limits["expected"].replace("'", "")
            }
        case "string_too_long":
            return _("Must have at most %(limit)s characters.") % {"limit": limits["max_length"]}
        case "too_long":
            return _("Must be given at most %(limit)s times.") % {"limit": limits["max_length"]}
        case "uuid_parsing" | "uuid_type" | "uuid_version":
            return _("Must be a UUID.")
    return _("Has a value that cannot be read.")
