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
    "sign-in": "account/login/",
    "missing page": "there-is-no-such-page/",
}
#: Pages that answer with another status than 200.
STATUS = {"missing page": 404}
