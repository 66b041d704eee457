"""Letters and choices about mail, below /<language>/account/."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("messages/", views.message_list, name="messages"),
    path("messages/<slug:token>/", views.message, name="message"),
    path("mail/", views.preferences, name="mail"),
    path("mail/proof/", views.ask_for_proof, name="mail_ask_for_proof"),
    path("mail/proof/<str:signed>/", views.proof, name="mail_proof"),
    path("mail/stop/<str:signed>/", views.stop, name="mail_stop"),
    path("mail/<str:signed>/", views.preferences_by_link, name="mail_signed"),
]
