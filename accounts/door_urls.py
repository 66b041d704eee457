"""Wagtail's own ways of signing in and of setting passwords, all led to the one that is ours.

They stand before Wagtail's addresses and under the same names: Wagtail's views know no second
factor and would let a password alone in.
"""

from django.urls import path

from accounts import views

urlpatterns = [
    path("admin/login/", views.login_in_own_language, name="wagtailadmin_login"),
    path("admin/logout/", views.admin_logout, name="wagtailadmin_logout"),
    path("admin/password_reset/", views.reset_in_own_language, name="wagtailadmin_password_reset"),
    path(
        "admin/password_reset/<path:rest>",
        views.reset_in_own_language,
        name="wagtailadmin_password_reset_further",
    ),
    path("account/login/", views.login_in_own_language, name="login-in-own-language"),
]

#: Below the language, where Wagtail serves its pages.
page_urlpatterns = [
    path("_util/login/", views.login_in_own_language, name="wagtailcore_login"),
]
