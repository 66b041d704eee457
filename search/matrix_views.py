"""The counting tables of the library, as pages and as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from core.languages import current_language
from library.enums import MaterialType
from library.models import LibraryIndexPage
from search.matrix import ALL, KIND, NONE, TABLES, holes, matrix_for
from taxonomy import services as terms

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from core.http import SiteRequest
    from search.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is of, and how deep it stands below others."""

    value: str
    label: str
    level: int = 0


@require_safe
def matrix_page(request: SiteRequest, table: str = "countries") -> HttpResponse:
    """Show a counting table: by country and focus area, or by region and type of material.

    Rows without any entry are left out unless `?rows=all` asks for them. Raises Http404 for
    anything else it asks for.
    """
    shows_all = _shows_all(request)
    matrix = matrix_for(table, request.user)
    index = _index(request)
    add_url = _add_url(request, index)
    every_row, columns = _rows(table), _columns(table, matrix)
    filled = [row for row in every_row if matrix.works(row.value)]
    empty = holes(matrix, (row.value for row in every_row))
    return render(
        request,
        "search/matrix.html",
        {
            "table": table,
            "title": _titles()[table],
            "columns": [
                {
                    "label": label,
                    "url": _search(table, NONE, value) if value != NONE else "",
                    "works": matrix.works(ALL, value),
                }
                for value, label in columns
            ],
            "rows": [
                _shown(table, matrix, row, columns, index, add_url)
                for row in (every_row if shows_all else filled)
            ]
            + _row_of_none(table, matrix, columns),
            "row_heading": _("Country") if table == "countries" else _("Region"),
            "total": matrix.works(ALL),
            "total_url": _search(table, NONE, NONE),
            "empty_rows": empty,
            "all_rows": len(every_row),
            "empty_cells": _empty_cells(matrix, filled, columns),
            "all_cells": len(filled) * _named(columns),
            "shows_all": shows_all,
            "toggle_url": request.path if shows_all else f"{request.path}?rows=all",
            "hole": _hole(),
            "csv_url": reverse("search:matrix-csv", args=[table]),
            "tables": [
                {
                    "title": title,
                    "url": reverse(
                        "search:matrix" if name == "countries" else "search:matrix-regions"
                    ),
                    "is_current": name == table,
                }
                for name, title in _titles().items()
            ],
            "breadcrumbs": [{"title": index.title, "url": index.url_in(current_language().code)}]
            if index
            else [],
        },
    )


@require_safe
def matrix_csv(request: SiteRequest, table: str) -> HttpResponse:
    """Give a counting table with all its rows. Raises Http404 for one that does not exist."""
    if table not in TABLES:
        raise Http404
    matrix = matrix_for(table, request.user)
    columns = _columns(table, matrix)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="library-{table}.csv"'
    # Spreadsheets take a file for UTF-8 by this mark only.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [_("Code"), _titles()[table], *(label for _value, label in columns), _("All entries")]
    )
    for row in (*_rows(table), Row(NONE, _none_label(table)), Row(ALL, _("All entries"))):
        counted = [matrix.works(row.value, value) for value, _label in columns]
        code = "" if row.value == ALL else row.value
        writer.writerow([code, row.label, *counted, matrix.works(row.value)])
    return response


def _shows_all(request: SiteRequest) -> bool:
    match request.GET.get("rows", ""):
        case "":
            return False
        case "all":
            return True
    raise Http404


def _titles() -> dict[str, str]:
    return {
        "countries": _("Countries by focus area"),
        "regions": _("Regions by type of material"),
    }


def _none_label(table: str) -> str:
    return (
        _("No country (international)") if table == "countries" else _("No region (international)")
    )


def _rows(table: str) -> list[Row]:
    """Return the rows in their order: countries by name, regions as they lie in one another."""
    if table == "countries":
        return [Row(iso2, name) for iso2, name in terms.country_labels().items()]
    labels, children = terms.region_labels(), terms.region_children()
    found = []
    for top in (m49 for m49 in labels if m49 in children.get("001", ())):
        found.append(Row(top, labels[top]))
        found += [Row(m49, labels[m49], 1) for m49 in labels if m49 in children.get(top, ())]
    return found


def _columns(table: str, matrix: Matrix) -> list[tuple[str, str]]:
    """Return (value, label) of the columns; what has no value has the last, where there is any."""
    if table == "countries":
        named = list(terms.focus_area_labels().items())
    else:
        named = [(value, str(label)) for value, label in MaterialType.choices]
    if matrix.works(ALL, NONE):
        named.append((NONE, pgettext("column of a table", "Unclassified")))
    return named


def _named(columns: list[tuple[str, str]]) -> int:
    return sum(1 for value, _label in columns if value != NONE)


def _empty_cells(matrix: Matrix, rows: list[Row], columns: list[tuple[str, str]]) -> int:
    return sum(
        1
        for row in rows
        for value, _label in columns
        if value != NONE and not matrix.works(row.value, value)
    )


def _search(table: str, row: str, column: str) -> str:
    """Return the search that lists the works of a cell; NONE leaves a facet open."""
    facets = dict(zip(TABLES[table], (row, column), strict=True))
    query = {"kind": KIND} | {facet: value for facet, value in facets.items() if value != NONE}
    return f"{reverse('search:search')}?{urlencode(query)}"


def _shown(
    table: str,
    matrix: Matrix,
    row: Row,
    columns: list[tuple[str, str]],
    index: LibraryIndexPage | None,
    add_url: str,
) -> dict[str, Any]:
    facet = TABLES[table][0]
    return {
        "id": f"{facet}-{row.value}",
        "label": row.label,
        "level": row.level,
        "url": f"/{current_language().code}/{index.site_path}{facet}/{row.value.lower()}/"
        if index
        else "",
        "works": matrix.works(row.value),
        "works_url": _search(table, row.value, NONE),
        "cells": [
            {
                "works": works,
                # Nothing can be searched for by what it lacks.
                "url": _search(table, row.value, value) if value != NONE else "",
                "add_url": add_url if value != NONE and not works else "",
                "column": label,
            }
            for value, label in columns
            for works in (matrix.works(row.value, value),)
        ],
    }


def _row_of_none(
    table: str, matrix: Matrix, columns: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return the row of the works that have no country or region, where there is any."""
    if not matrix.works(NONE):
        return []
    return [
        {
            "id": "none",
            "label": _none_label(table),
            "works": matrix.works(NONE),
            "cells": [{"works": matrix.works(NONE, value)} for value, _label in columns],
        }
    ]


def _hole() -> SafeString:
    """Return an empty cell, drawn once: a table of all countries has thousands."""
    return format_html(
        '<td class="matrix__hole"><span aria-hidden="true">–</span>'
        '<span class="visually-hidden">{}</span></td>',
        pgettext("entries", "none"),
    )


def _index(request: SiteRequest) -> LibraryIndexPage | None:
    """Return the library in the reader's language, None where she may not see it."""
    return (
        LibraryIndexPage.objects.visible_to(request.user)
        .best_for(current_language().code)
        .order_by("language_rank", "pk")
        .first()
    )


def _add_url(request: SiteRequest, index: LibraryIndexPage | None) -> str:
    """Return where an editor adds an entry, nothing for who may not."""
    user = request.user
    if index is None or not user.has_perm("wagtailadmin.access_admin"):
        return ""
    if not index.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add_subpage", args=[index.pk])
