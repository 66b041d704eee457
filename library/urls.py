"""Addresses of the library that are no pages, below /<lang>/library/."""

from django.urls import path

from library.export_views import export_entry

app_name = "library"
urlpatterns = [path("export/<uuid:work>/<slug:name>/", export_entry, name="export")]
