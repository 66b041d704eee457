"""Addresses of applicants and members, below /<language>/account/membership/."""

from django.urls import path

from membership.views import applications, dues, invitations, portal

app_name = "membership"

urlpatterns = [
    path("", portal.show, name="portal"),
    path("display/", portal.display, name="display"),
    path("safety/", portal.safety, name="safety"),
    path("safety/undo/", portal.undo_safety, name="safety_undo"),
    path("leave/", portal.leave_network, name="leave"),
    path("invitation/", invitations.invitation, name="invitation_kept"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("apply/", applications.explain, name="apply"),
    path("application/", applications.show, name="application"),
    path("application/edit/", applications.edit, name="application_edit"),
    path("application/answer/", applications.answer, name="application_answer"),
    path("application/withdraw/", applications.withdraw, name="application_withdraw"),
    path("application/appeal/", applications.appeal, name="application_appeal"),
    path("application/resume/", applications.resume, name="application_resume"),
    path(
        "application/resume/remove/",
        applications.remove_resume,
        name="application_resume_remove",
    ),
    path("dues/", dues.overview, name="dues"),
    path("dues/come-back/", dues.come_back, name="dues_come_back"),
    path("dues/receipts/<str:token>/", dues.receipt, name="dues_receipt"),
    path("dues/<str:token>/tier/", dues.tier, name="dues_tier"),
    path("dues/<str:token>/attest/", dues.attest, name="dues_attest"),
    path("dues/<str:token>/pay/<slug:provider>/", dues.pay, name="dues_pay"),
    path("dues/<str:token>/waiver/", dues.waiver, name="dues_waiver"),
    path("dues/<str:token>/waiver/withdraw/", dues.withdraw, name="dues_waiver_withdraw"),
]
