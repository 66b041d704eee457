"""Addresses below /<language>/account/data/."""

from django.urls import path

from privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.data, name="data"),
    path("export/", views.request_export, name="request-export"),
    path("export/<slug:token>/", views.export, name="export"),
    path("erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
]
