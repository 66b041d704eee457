"""Who may open which address of signing in and of one's account, allauth's included.

A person here has a password and no second factor, and has not just proved her password: what asks
for a proof sends her there (302). Tokens and keys named here are nobody's.
"""

from __future__ import annotations

from tests.permission_statuses import everybody, signed_in


def nothing() -> dict[str, str]:
    """Return the arguments of an address that takes none."""
    return {}


def nobodys() -> dict[str, int]:
    """Return the number of something that nobody has."""
    return {"pk": 999_999}


ROWS = [
    # --- Wagtail's ways of signing in and of setting passwords, all led to ours.
    *(
        (address, nothing, method, everybody(302))
        for address in (
            "/admin/login/",
            "/admin/logout/",
            "/admin/password_reset/",
            "/admin/password_reset/confirm/MQ/set-password/",
            "/account/login/",
            "/en/_util/login/",
        )
        for method in ("get", "post")
    ),
    # --- A person's own pages.
    ("accounts:account", nothing, "get", signed_in(200)),
    ("accounts:account", nothing, "post", signed_in(200)),
    ("accounts:preferences", nothing, "get", signed_in(200)),
    ("accounts:preferences", nothing, "post", signed_in(200)),
    ("accounts:tokens", nothing, "get", signed_in(302)),
    ("accounts:tokens", nothing, "post", signed_in(302)),
    ("accounts:revoke-token", nobodys, "post", signed_in(404)),
    ("accounts:challenge", nothing, "get", everybody(200)),
    # --- allauth's.
    ("account_login", nothing, "get", signed_in(302, anonymous=200)),
    ("account_login", nothing, "post", signed_in(302, anonymous=200)),
    ("account_logout", nothing, "get", signed_in(200)),
    ("account_logout", nothing, "post", everybody(302)),
    ("account_inactive", nothing, "get", everybody(200)),
    ("account_signup", nothing, "get", signed_in(302, anonymous=200)),
    ("account_signup", nothing, "post", signed_in(302, anonymous=200)),
    ("account_reauthenticate", nothing, "get", signed_in(200)),
    ("account_reauthenticate", nothing, "post", signed_in(200)),
    ("account_email", nothing, "get", signed_in(200)),
    ("account_email", nothing, "post", signed_in(302)),
    ("account_email_verification_sent", nothing, "get", everybody(200)),
    ("account_confirm_email", lambda: {"key": "nobodys"}, "get", everybody(200)),
    ("account_confirm_email", lambda: {"key": "nobodys"}, "post", everybody(404)),
    ("account_change_password", nothing, "get", signed_in(200)),
    ("account_change_password", nothing, "post", signed_in(200)),
    ("account_set_password", nothing, "get", signed_in(302)),
    ("account_reset_password", nothing, "get", everybody(200)),
    ("account_reset_password", nothing, "post", everybody(200)),
    ("account_reset_password_done", nothing, "get", everybody(200)),
    ("account_reset_password_from_key_done", nothing, "get", everybody(200)),
    (
        "account_reset_password_from_key",
        lambda: {"uidb36": "1", "key": "nobodys"},
        "get",
        everybody(200),
    ),
    ("account_confirm_login_code", nothing, "get", everybody(302)),
    ("mfa_index", nothing, "get", signed_in(200)),
    ("mfa_authenticate", nothing, "get", everybody(302)),
    ("mfa_reauthenticate", nothing, "get", everybody(302)),
    ("mfa_activate_totp", nothing, "get", signed_in(302)),
    ("mfa_activate_totp", nothing, "post", signed_in(302)),
    ("mfa_deactivate_totp", nothing, "post", signed_in(404)),
    ("mfa_view_recovery_codes", nothing, "get", signed_in(404)),
    ("mfa_generate_recovery_codes", nothing, "post", signed_in(302)),
    ("mfa_download_recovery_codes", nothing, "get", signed_in(404)),
    ("mfa_list_webauthn", nothing, "get", signed_in(200)),
    ("mfa_add_webauthn", nothing, "get", signed_in(302)),
    ("mfa_reauthenticate_webauthn", nothing, "get", signed_in(302)),
    ("mfa_remove_webauthn", nobodys, "post", signed_in(302)),
    ("mfa_edit_webauthn", nobodys, "post", signed_in(302)),
    ("mfa_login_webauthn", nothing, "get", everybody(302)),
    ("usersessions_list", nothing, "get", signed_in(200)),
    ("usersessions_list", nothing, "post", signed_in(302)),
]
