"""Addresses of the secretariat, below /admin/directory/."""

from django.urls import path

from directory import admin_views

app_name = "directory_admin"

urlpatterns = [
    path("reports/", admin_views.reports, name="reports"),
    path("reports/<slug:token>/", admin_views.report, name="report"),
    path("board/", admin_views.seats, name="board"),
    path("board/<slug:token>/end/", admin_views.end_seat, name="board_end"),
]
