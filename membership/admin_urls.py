"""Addresses of coordinators and the secretariat, below /admin/membership/."""

from django.urls import path

from membership.admin_views import applications, dues, invitations, members, roles, waivers

app_name = "membership_admin"

urlpatterns = [
    path("applications/", applications.queue, name="applications"),
    path("applications/export.csv", applications.export, name="applications_export"),
    path("applications/<str:token>/", applications.detail, name="application"),
    path("applications/<str:token>/resume/", applications.resume, name="application_resume"),
    path("applications/<str:token>/<slug:action>/", applications.act, name="application_action"),
    path("members/", members.index, name="members"),
    path("members/export.csv", members.export, name="members_export"),
    path("members/<str:token>/", members.detail, name="member"),
    path("members/<str:token>/<slug:action>/", members.act, name="member_action"),
    path("roles/", roles.index, name="roles"),
    path("roles/grant/", roles.grant, name="role_grant"),
    path("roles/<str:token>/end/", roles.end, name="role_end"),
    path("regions/", roles.regions, name="regions"),
    path("regions/<slug:code>/", roles.region, name="region"),
    path("invitations/", invitations.index, name="invitations"),
    path("invitations/invite/", invitations.invite, name="invite"),
    path("invitations/<str:token>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("dues/", dues.index, name="dues"),
    path("dues/export.csv", dues.export, name="dues_export"),
    path("dues/payments/<str:token>/undo/", dues.undo, name="dues_payment_undo"),
    path("dues/<str:token>/", dues.detail, name="dues_charge"),
    path("dues/<str:token>/pay/", dues.record, name="dues_record"),
    path("dues/<str:token>/write-off/", dues.write_off, name="dues_write_off"),
    path("waivers/", waivers.index, name="waivers"),
    path("waivers/<str:token>/", waivers.detail, name="waiver"),
]
