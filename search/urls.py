"""Addresses of search, below /<lang>/search/."""

from django.urls import path

from search import matrix_views, views
from search.export_views import export_results
from search.feeds import SearchFeed

app_name = "search"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("matrix/", matrix_views.matrix_page, name="matrix"),
    path(
        "matrix/regions/",
        matrix_views.matrix_page,
        {"table": "regions"},
        name="matrix-regions",
    ),
    path("matrix/<slug:table>.csv", matrix_views.matrix_csv, name="matrix-csv"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("feed/", SearchFeed(), name="feed"),
    path("export/<slug:name>/", export_results, name="export"),
]
