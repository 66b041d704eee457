"""Addresses of a member's own entry, below /<language>/account/directory/."""

from django.urls import path

from directory.views import portal

app_name = "directory_portal"

urlpatterns = [
    path("", portal.edit, name="edit"),
    path("preview/<slug:viewpoint>/", portal.preview, name="preview"),
    path("public/", portal.consent, name="consent"),
    path("public/revoke/", portal.revoke, name="revoke"),
]
