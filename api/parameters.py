"""The parameters of the operations, checked strictly: what is not understood is refused.

A parameter that were ignored would answer a question nobody asked, so unknown names, unknown
values and repetitions of what can be given once are errors, each naming its parameter.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin

from babel import Locale as CldrLocale
from babel.core import UnknownLocaleError
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api import schemas
from api.errors import InvalidParameter, InvalidParametersError
from api.projection import Projection, projection
from core.languages import fallback_chain, language_codes
from library.enums import MaterialType
from search.parsing import MAX_LENGTH
from search.query import Sort
from taxonomy import services as terms

#: How many values of one filter are looked for at once.
MAX_VALUES = 20

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def refused(detail: str) -> PydanticCustomError:
    """Return the error of a value, with a reason in the caller's language."""
    return PydanticCustomError("refused", "{detail}", {"detail": detail})


def one_of(value: str, known: Any) -> str:
    """Return a value that is known. Raises PydanticCustomError for any other."""
    if value not in known:
        raise refused(_("There is no “%(value)s”.") % {"value": value[:80]})
    return value


def _site_language(value: str) -> str:
    if value not in language_codes():
        raise refused(_("Must be one of: %(values)s.") % {"values": ", ".join(language_codes())})
    return value


def _fallback(value: str) -> str:
    if value != "none":
        for code in value.split(","):
            _site_language(code)
    return value


def _any_language(value: str) -> str:
    """Accept any language that CLDR knows; files are in more than the site's own."""
    if _LANGUAGE_TAG.fullmatch(value):
        try:
            CldrLocale.parse(value, sep="-")
        except (UnknownLocaleError, ValueError):
            pass
        else:
            return value
    raise refused(_("There is no “%(value)s”.") % {"value": value[:80]})


def _calendar_day(value: Any) -> Any:
    """Refuse what Pydantic would take for a time stamp."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise refused(_("Must be a date such as 2026-01-31."))
    return value


SiteLanguage = Annotated[
    str,
    AfterValidator(_site_language),
    WithJsonSchema({"type": "string", "enum": list(language_codes())}),
]
FocusArea = Annotated[str, AfterValidator(lambda v: one_of(v, terms.focus_area_labels()))]
Subject = Annotated[str, AfterValidator(lambda v: one_of(v, terms.subject_labels()))]
Country = Annotated[str, AfterValidator(lambda v: one_of(v, terms.country_labels()))]
Region = Annotated[str, AfterValidator(lambda v: one_of(v, terms.region_labels()))]
AnyLanguage = Annotated[str, AfterValidator(_any_language)]
SearchType = Annotated[
    str,
    AfterValidator(lambda v: one_of(v, ("news", *MaterialType.values))),
    WithJsonSchema({"type": "string", "enum": ["news", *MaterialType.values]}),
]
InstrumentCode = Annotated[str, Field(pattern="^[CPR][0-9]{3}$")]
Day = Annotated[
    datetime.date,
    BeforeValidator(_calendar_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Year = Annotated[int, Field(ge=1, le=9999)]


def several(description: str) -> Any:
    """Return a parameter that may be given more than once: any of its values is meant."""
    return Field(default=[], max_length=MAX_VALUES, description=description)


class Parameters(BaseModel):
    """What every operation takes."""

    locale: SiteLanguage = Field(default="en", description="The language to read in.")

    @model_validator(mode="before")
    @classmethod
    def refuse_what_is_not_offered(cls, data: Any, info: ValidationInfo) -> Any:
        """Refuse unknown names, repetitions and control characters before any value is read."""
        if info.context is None:
            return data
        problems = []
        for name, values in info.context["request"].GET.lists():
            field = cls.model_fields.get(name)
            if field is None:
                detail = _("There is no such parameter.")
            elif len(values) > 1 and get_origin(field.annotation) is not list:
                detail = _("May be given only once.")
            elif any(_CONTROL.search(value) for value in values):
                detail = _("Must not contain control characters.")
            else:
                continue
            problems.append(
                InvalidParameter(
                    parameter=_CONTROL.sub("", name)[:80], source="query", detail=detail
                )
            )
        if problems:
            raise InvalidParametersError(problems)
        return data


class ReadParameters(Parameters):
    """What every operation takes that reads works or terms in full or in part."""

    #: The shapes of what is answered, or of one item where a list is.
    shapes: ClassVar[tuple[type[BaseModel], ...]]

    fields: str | None = Field(
        default=None,
        max_length=1000,
        description="Only these fields, separated by commas; `b.c` is a part of `b`.",
    )

    @field_validator("fields")
    @classmethod
    def refuse_unknown_fields(cls, value: str | None) -> str | None:
        """Refuse a field that the answer does not have."""
        if value is not None:
            projection(cls.shapes, value)
        return value

    @property
    def included(self) -> Projection | None:
        """Return what to include of the answer, None for all of it."""
        return None if self.fields is None else projection(self.shapes, self.fields)


class WorkParameters(ReadParameters):
    """What every operation takes that reads works."""

    fallback: Annotated[str, AfterValidator(_fallback)] | None = Field(
        default=None,
        max_length=60,
        description=(
            "Where to look when a work does not exist in the language: languages separated by "
            "commas, best first, or `none`. Left out, the chain of the language that /locales tells."
        ),
    )

    @property
    def chain(self) -> tuple[str, ...]:
        """Return the languages in which to look, the asked one first."""
        if self.fallback is None:
            return fallback_chain(self.locale)
        others = () if self.fallback == "none" else self.fallback.split(",")
        return tuple(dict.fromkeys((self.locale, *others)))


class ListParameters(WorkParameters):
    """What every list of works takes."""

    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)


class PathParameters(WorkParameters):
    """Which page to read by its address."""

    shapes = get_args(schemas.AnyPage)

    path: str = Field(
        max_length=1000,
        description=(
            "Address below the language prefix: `/news/strike/`. With a prefix (`/ar/news/strike/`) "
            "it also says the language, unless `locale` does."
        ),
    )

    @model_validator(mode="after")
    def take_language_from_path(self) -> Self:
        """Take the prefix off the path."""
        components = [component for component in self.path.split("/") if component]
        if components and components[0] in language_codes():
            prefix = components.pop(0)
            if "locale" not in self.model_fields_set:
                self.locale = prefix
        self.path = "".join(f"{component}/" for component in components)
        return self


class NewsParameters(WorkParameters):
    """How to read one article."""

    shapes = (schemas.NewsArticle,)


class NewsListParameters(ListParameters):
    """Which articles to list."""

    shapes = (schemas.NewsItem,)

    focus: list[FocusArea] = several("Slugs of focus areas; any of them.")
    country: list[Country] = several("ISO codes of countries, such as KE; any of them.")
    date_gte: Day | None = Field(default=None, description="Not before this day.")
    date_lte: Day | None = Field(default=None, description="Not after this day.")
    is_highlight: bool | None = None
    sort: Literal["-date", "date", "title", "-title"] = "-date"


class EntryParameters(WorkParameters):
    """How to read one library entry."""

    shapes = get_args(schemas.AnyEntry)


class LibraryListParameters(ListParameters):
    """Which library entries to list."""

    shapes = (schemas.LibraryItem,)

    type: list[MaterialType] = several("Types of material; any of them.")
    focus: list[FocusArea] = several("Slugs of focus areas; any of them.")
    subject: list[Subject] = several("Slugs of subjects; any of them.")
    country: list[Country] = several("ISO codes of countries, such as KE; any of them.")
    region: list[Region] = several("M49 codes of regions; any of them.")
    language: list[AnyLanguage] = several(
        "BCP 47 codes: works with a text or a file in any of these languages."
    )
    year: Year | None = None
    year_gte: Year | None = None
    year_lte: Year | None = None
    verified: bool | None = Field(
        default=None, description="Only works whose facts were, or were not, verified."
    )
    sort: Literal["-date", "date", "title", "-title", "-added", "added"] = "-date"


class SearchParameters(ReadParameters):
    """What to search for."""

    shapes = (schemas.SearchHit,)

    q: str = Field(
        default="",
        max_length=MAX_LENGTH,
        description="Words, all of which must occur; in quotation marks, a phrase. Left out: all.",
    )
    kind: Literal["news", "library"] | None = None
    type: list[SearchType] = several("`news` or types of material; any of them.")
    focus: list[FocusArea] = several("Slugs of focus areas; any of them.")
    subject: list[Subject] = several("Slugs of subjects; any of them.")
    country: list[Country] = several("ISO codes of countries, such as KE; any of them.")
    region: list[Region] = several("M49 codes of regions; any of them.")
    instrument: list[InstrumentCode] = several(
        "Codes of ILO instruments, such as C087, that works concern; any of them."
    )
    language: list[SiteLanguage] = several("Works published in any of these languages.")
    year_gte: Year | None = None
    year_lte: Year | None = None
    sort: Sort | None = Field(
        default=None, description="Left out: by relevance where there are words, else the newest."
    )
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, description="A multiple of `limit`.")

    @model_validator(mode="after")
    def refuse_part_of_a_page(self) -> Self:
        """Refuse an offset between two pages: engines answer by whole pages."""
        if self.offset % self.limit:
            raise InvalidParametersError.one("offset", _("Must be a multiple of limit."))
        return self


class TermParameters(ReadParameters):
    """How to read a taxonomy."""

    labels: Literal["all"] | None = Field(
        default=None, description="`all` adds the names in all languages."
    )


class FocusAreaParameters(TermParameters):
    """How to read the focus areas."""

    shapes = (schemas.FocusAreaTerm,)


class SubjectParameters(TermParameters):
    """How to read the subjects."""

    shapes = (schemas.SubjectTerm,)


class CountryParameters(TermParameters):
    """How to read the countries."""

    shapes = (schemas.CountryTerm,)


class RegionParameters(TermParameters):
    """How to read the regions."""

    shapes = (schemas.RegionTerm,)


class LocaleParameters(ReadParameters):
    """How to read the languages of the site."""

    shapes = (schemas.LocaleInfo,)
