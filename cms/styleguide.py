"""Every component of the site on one page, with invented content, to draw and test with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

THEMES = frozenset({"light", "dark"})

LANGUAGES: list[dict[str, Any]] = [
    {"code": "en", "name": "English", "url": "#en", "is_own": True},
    {"code": "ar", "name": "العربية", "url": "#ar", "is_own": False},
    {"code": "pt", "name": "português", "url": "", "is_own": False},
]

ROWS: list[dict[str, Any]] = [
    {
        "url": "#row-1",
        "title": "Union of Harbour Pilots v Meridian Quay Services Ltd",
        "lang": "en",
        "type_label": _("Case law"),
        "source": "High Court of Example Islands",
        "date_label": "19.02.2021",
        "date_iso": "2021-02-19",
        "countries": ["Example Islands"],
        "languages": LANGUAGES,
        "snippet": "Pilots who are told when to work and what to charge are <mark>workers</mark>, "
        "whatever their contract calls them; the <mark>strike</mark> notice was valid.",
        "file": {"url": "#page=12", "title": "Judgment", "lang": "en", "page_number": 12},
        "is_unverified": False,
    },
    {
        "url": "#row-2",
        "title": "قانون نموذجي بشأن حماية العمال في المنصات الرقمية (رقم 12 لسنة 2023)",
        "lang": "ar",
        "type_label": _("Legislation"),
        "source": "",
        "date_label": "2023",
        "date_iso": "2023",
        "countries": [],
        "languages": [],
        "snippet": "لا يجوز فصل العامل بقرار آلي دون مراجعة بشرية.",
        "is_unverified": True,
    },
    {
        "url": "#row-3",
        "title": "Convenio sobre la violencia y el acoso, 2019 (núm. 190)",
        "lang": "es",
        "type_label": _("ILO instrument"),
        "source": "C190",
        "date_label": "21.06.2019",
        "date_iso": "2019-06-21",
        "countries": [],
        "languages": [],
        "snippet": "",
        "is_unverified": False,
    },
]

NEWS: list[dict[str, Any]] = [
    {
        "url": "#news-1",
        "title": "Couriers of an invented city win the right to bargain together",
        "lang": "en",
        "summary": "The labour court found that an app which sets the price, the route and the "
        "penalty is an employer. The company has until the end of the month to appeal.",
        "date_label": "09.03.2026",
        "date_iso": "2026-03-09",
        "focus_areas": [_("Platform work"), _("Trade union rights")],
        "countries": ["Example Islands"],
        "badge": "",
    },
    {
        "url": "#news-2",
        "title": "Забастовка докеров: суд отложил рассмотрение жалобы",
        "lang": "ru",
        "summary": "Следующее заседание назначено на сентябрь.",
        "date_label": "02.03.2026",
        "date_iso": "2026-03-02",
        "focus_areas": [],
        "countries": [],
        "badge": _("Urgent action"),
        "badge_kind": "signal",
    },
]

FACTS: list[dict[str, Any]] = [
    {
        "label": _("Court"),
        "values": [{"text": "Tribunal Superior do Trabalho", "lang": "pt", "url": "#court"}],
    },
    {
        "label": _("Citation"),
        "values": [{"text": "[2021] EXSC 5 (19 Feb.)", "is_code": True, "copy": True}],
    },
    {"label": _("Case number"), "values": [{"text": "§ 8(a)(1), UKSC 2019/0029", "is_code": True}]},
    {
        "label": _("Focus areas"),
        "values": [
            {"text": _("Platform work"), "url": "#focus"},
            {"text": _("Trade union rights"), "url": "#focus"},
        ],
    },
]

FILES: list[dict[str, Any]] = [
    {
        "url": "#file-1",
        "title": "Judgment of 19 February 2021",
        "language_name": "English",
        "lang": "en",
        "pages": 43,
        "size": 1_234_567,
        "format": "PDF",
        "status_label": _("official text"),
    },
    {
        "url": "#file-2",
        "title": "ملخص الحكم",
        "language_name": "العربية",
        "lang": "ar",
        "pages": 1,
        "size": 90_112,
        "format": "PDF",
        "status_label": _("summary"),
    },
]

FACETS: list[dict[str, Any]] = [
    {
        "key": "type",
        "label": _("Type"),
        "is_open": True,
        "options": [
            {"value": "case-law", "label": _("Case law"), "count": 128, "is_selected": True},
            {"value": "legislation", "label": _("Legislation"), "count": 1, "is_selected": False},
        ],
    },
    {
        "key": "country",
        "label": _("Country"),
        "is_open": False,
        "options": [
            {
                "value": f"x{number}",
                "label": f"Example Island {number}",
                "count": 40 - number,
                "is_selected": False,
            }
            for number in range(1, 15)
        ],
    },
    {
        "key": "year",
        "label": _("Year"),
        "is_open": True,
        "range": {"first": 1998, "last": None},
        "options": [{"value": "2021", "label": "2021", "count": 3, "is_selected": False}],
    },
]

PAGINATION: dict[str, Any] = {
    "number": 2,
    "num_pages": 9,
    "previous_url": "#page-1",
    "next_url": "#page-3",
    "pages": [
        {"number": 1, "url": "#page-1"},
        {"number": 2, "url": "#page-2", "is_current": True},
        {"number": 3, "url": "#page-3"},
        {"is_gap": True},
        {"number": 9, "url": "#page-9"},
    ],
}

NOTICES = [
    ("fallback", _("This page is not available in this language yet.")),
    ("outdated", _("Translated on 3 May; the original has changed since.")),
    ("unverified", _("Nobody has checked this citation against the court’s own text.")),
    ("machine", _("Read it with care and check it against the original.")),
    ("members", _("Open to everyone in six months.")),
    ("error", _("The file could not be read.")),
    ("good", _("Your changes are saved.")),
]

LINKS: list[dict[str, Any]] = [
    {
        "title": _("By type"),
        "items": [
            {"title": _("Case law"), "url": "#case-law", "count": 145},
            {"title": _("Legislation"), "url": "#legislation", "count": 38},
        ],
    },
    {
        "title": _("By year"),
        "items": [
            {"title": "2026", "url": "#2026", "count": 12},
            {"title": "2025", "url": "#2025", "count": 60},
        ],
    },
    {"title": _("By region"), "items": [{"title": "Example Ocean", "url": "#region", "count": 9}]},
]


class SampleForm(forms.Form):
    """One field of each kind."""

    email = forms.EmailField(label=_("E-mail address"))
    region = forms.ChoiceField(label=_("Region"), choices=[("", "—"), ("x", "Example Ocean")])
    statement = forms.CharField(
        label=_("Statement of interest"),
        help_text=_("In any language; a few sentences are enough."),
        widget=forms.Textarea,
        required=False,
    )
    dues = forms.ChoiceField(
        label=_("Dues"),
        choices=[("full", _("In full")), ("waiver", _("I ask for a waiver"))],
        widget=forms.RadioSelect,
        help_text=_("Pay what you can."),
    )
    attestation = forms.BooleanField(label=_("I represent workers, not employers"))


def styleguide(request: HttpRequest, theme: str | None = None) -> HttpResponse:
    """Show the components to staff and to developers; nobody else learns that the page exists."""
    theme = theme or request.GET.get("theme")
    if not (settings.DEBUG or request.user.is_staff) or theme not in {None, *THEMES}:
        raise Http404
    context = {
        "theme": theme,
        "robots": "noindex",
        "rows": ROWS,
        "news": NEWS,
        "facts": FACTS,
        "files": FILES,
        "facets": FACETS,
        "pagination": PAGINATION,
        "kinds": NOTICES,
        "groups": LINKS,
        "language_chips": LANGUAGES,
        "chips": [{"label": _("Case law"), "remove_url": "#remove"}],
        "title": "Union of Harbour Pilots v Meridian Quay Services Ltd",
        "citations": ["[2021] EXSC 5"],
        "url": "https://library.example/harbour-pilots/",
        "downloads": [{"title": "RIS", "url": "#ris"}, {"title": "BibTeX", "url": "#bibtex"}],
        "quote": {
            "text": "Labour is not a commodity.",
            "attribution": "Declaration of Philadelphia, 1944",
        },
        "form": SampleForm({"email": "no address"}),
        "verified": {
            "is_verified": True,
            "label": _("Verified"),
            "on": "03.05.2026",
            "against": "Example Gazette 12/2021",
        },
        "unverified": {"is_verified": False, "label": _("Not verified")},
        "suggestions": [{"title": _("Search in all languages"), "url": "#all"}],
    }
    return render(request, "styleguide.html", context)
