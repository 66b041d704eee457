"""The languages of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from api.errors import ParameterProblem
from api.parameters import LocaleParameters
from api.responses import READ, respond_list
from api.schemas import LocaleInfo, LocaleList
from core.languages import fallback_chain, language_name, site_languages

router = Router(tags=["Locales"])


@router.api_operation(
    READ, "", response={200: LocaleList, 422: ParameterProblem}, operation_id="listLocales"
)
def list_locales(request: HttpRequest, params: Query[LocaleParameters]) -> HttpResponse:
    """List the languages to ask for, and where each falls back to."""
    items = [
        LocaleInfo(
            code=language.code,
            name=language.name,
            label=language_name(language.code, params.locale),
            dir=language.dir,
            fallback=list(fallback_chain(language.code)[1:]),
        )
        for language in site_languages()
    ]
    return respond_list(LocaleList(total=len(items), items=items), params)
