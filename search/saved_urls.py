"""Addresses of saved searches, below /<language>/account/searches/."""

from django.urls import path

from search import saved_views

app_name = "saved_searches"

urlpatterns = [
    path("", saved_views.saved_list, name="list"),
    path("new/", saved_views.new, name="new"),
    path("stop/<str:signed>/", saved_views.stop, name="stop"),
    path("<slug:token>/", saved_views.change, name="change"),
    path("<slug:token>/frequency/", saved_views.change_frequency, name="frequency"),
    path("<slug:token>/delete/", saved_views.delete, name="delete"),
]
