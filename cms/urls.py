"""All addresses of the site; see docs/features for what stands behind them."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts import door_urls
from api.api import api
from cms.sitemaps import sitemap, sitemap_index
from cms.styleguide import styleguide
from core import routing, views
from library.oai.views import oai
from news.feeds import NewsFeed

urlpatterns = [
    path("", views.negotiate_language, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:code>.xml", sitemap, name="sitemap"),
    path("feeds/<slug:code>/news.atom", NewsFeed(), name="news-feed"),
    path("feeds/<slug:code>/news/focus/<slug:focus>.atom", NewsFeed(), name="news-feed-focus"),
    path(
        "feeds/<slug:code>/news/country/<slug:country>.atom",
        NewsFeed(),
        name="news-feed-country",
    ),
    path("oai", oai, name="oai"),
    # Before Wagtail's own, whose ways of signing in know no second factor.
    path("", include(door_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", api.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("search/", include("search.urls")),
        # Before the pages: none of them can have an address of this form.
        path("library/", include("library.urls")),
        path("account/data/", include("privacy.urls")),
        path("account/searches/", include("search.saved_urls")),
        path("account/", include("notifications.urls")),
        path("account/membership/", include("membership.urls")),
        path("account/directory/", include("directory.portal_urls")),
        path("account/", include("accounts.urls")),
        path("account/", include("allauth.urls")),
        path("directory/", include("directory.urls")),
        path("styleguide/", styleguide, name="styleguide"),
        path("", include(door_urls.page_urlpatterns)),
        # Before Wagtail's own, whose name it takes: every page goes through fallback routing.
        re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve"),
        path("", include(wagtail_urls)),
    ),
]

if settings.WAGTAIL_API_V3:
    from wagtail.api.v3.urls import api as authoring_api

    urlpatterns.insert(0, path("api/v3-preview/", authoring_api.urls))
