"""Addresses of the directory, below /<language>/directory/."""

from django.urls import path

from directory.views import entries, listing, messages

app_name = "directory"

urlpatterns = [
    path("", listing.member_list, name="list"),
    path("messages/", messages.mailbox, name="mailbox"),
    path("messages/<slug:token>/", messages.conversation, name="conversation"),
    path("messages/<slug:token>/block/", messages.block_other, name="conversation_block"),
    path("messages/<slug:token>/report/", messages.report_other, name="conversation_report"),
    path("<slug:token>/", entries.entry, name="entry"),
    path("<slug:token>/vcard/", entries.card, name="vcard"),
    path("<slug:token>/write/", entries.write, name="write"),
    path("<slug:token>/block/", entries.block, name="block"),
    path("<slug:token>/unblock/", entries.unblock, name="unblock"),
    path("<slug:token>/report/", entries.report, name="report"),
]
