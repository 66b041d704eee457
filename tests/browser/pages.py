"""The public pages that every promise to readers is tried on: accessible, private, light."""

from __future__ import annotations

#: Paths below the language, by what they show. All of them exist in the demo.
PAGES = {
    "home": "",
    "news": "news/",
    "news article": "news/kenya-delivery-couriers-held-to-be-employees/",
    "topic": "topics/covid-19/",
    "about": "about/",
    "library": "library/",
    "library by type": "library/type/case/",
    "library by region": "library/region/021/",
    "country": "library/country/gb/",
    "case": "library/uber-bv-and-others-v-aslam-and-others/",
    "ILO instrument": "library/c087/",
    "entry with files": "library/freedom-of-association-checklist/",
    "search": "search/?q=strike",
    "search without results": "search/?q=xyzzyxyzzy",
    "search by facets": "search/?q=strike&type=case&year_from=2015",
    "matrix of countries": "search/matrix/",
    "matrix of regions": "search/matrix/regions/",
    "sign-in": "account/login/",
    "missing page": "there-is-no-such-page/",
}
#: Pages that answer with another status than 200.
STATUS = {"missing page": 404}

#: Pages of people, by who sees them: the demo account, empty for whoever is not signed in, and the
#: paths below the language. Where a path has no fixed end, a link of the page before leads there.
PEOPLE = {
    "": [
        "account/signup/",
        "account/password/reset/",
        "account/membership/apply/",
        "advisory-board/",
    ],
    "member@example.org": [
        "account/",
        "account/preferences/",
        "account/2fa/",
        "account/sessions/",
        "account/data/",
        "account/messages/",
        "account/mail/",
        "account/searches/",
        "account/membership/",
        "account/membership/display/",
        "account/membership/safety/",
        "account/membership/dues/",
        "account/directory/",
        "account/directory/preview/member/",
        "directory/",
        "directory/messages/",
    ],
    "applicant@example.org": [
        "account/membership/application/",
        "account/membership/application/edit/",
    ],
}
#: The link to follow from a page to one whose address no two demos share.
FURTHER = {
    "account/membership/dues/": "main a[href*='/dues/receipts/']",
    "directory/": "main .result-row__title a",
    "directory/messages/": "main .result-row__title a",
}
