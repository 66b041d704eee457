"""How allauth meets this site: its mails go through the outbox, its ways end where ours do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.urls import reverse, translate_url
from django.utils import translation

from core.languages import current_language
from core.tokens import public_token
from notifications.kinds import SECURITY
from notifications.security_letters import letter_for, path_of
from notifications.services import send, send_to_address

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from notifications.letters import Letter

#: Addresses in what allauth hands to a mail; they are made in the language of the page.
_URLS = ("activate_url", "password_reset_url", "signup_url")
#: Mails that anybody brings about by typing an address into a form.
_ASKED_BY_ANYBODY = frozenset(
    {
        "account/email/account_already_exists",
        "account/email/password_reset_key",
        "account/email/unknown_account",
    }
)


class AccountAdapter(DefaultAccountAdapter):
    """Named by ACCOUNT_ADAPTER."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of allauth's mails as a letter, in the language of whom it goes to.

        Addresses without an account get theirs in the language of the page, by the same steps: what
        happens must not tell whether there is an account. An account that only claims an address,
        and never proved it, is not told what its owner does here.
        """
        person = context.get("user") or self._owner(email)
        code = person.language if person else current_language().code
        facts = context | {
            name: translate_url(path_of(context[name]), code) for name in _URLS if name in context
        }

        def write() -> Letter:
            return letter_for(template_prefix, facts)

        # Each is asked for by itself; allauth's own limits keep them few.
        key = f"{SECURITY}:{public_token()}"
        is_asked = template_prefix in _ASKED_BY_ANYBODY
        if person and (not is_asked or _is_address_of(person, email)):
            send(SECURITY, person, write, dedupe_key=key, address=email)
        else:
            send_to_address(SECURITY, email, code, write, dedupe_key=key)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what was done to her account."""
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def new_user(self, request: HttpRequest) -> User:
        """Begin an account in the language of the page it is opened on."""
        user: User = super().new_user(request)
        user.language = current_language().code
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Land on her own pages, in her own language."""
        with translation.override(getattr(request.user, "language", None)):
            return reverse("accounts:account")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Land on her own pages."""
        return reverse("accounts:account")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Land on the home page in the language of the page."""
        return f"/{current_language().code}/"

    @staticmethod
    def _owner(email: str) -> User | None:
        return next(iter(filter_users_by_email(email, is_active=True, prefer_verified=True)), None)


def _is_address_of(person: User, email: str) -> bool:
    """Return whether an address is the one of an account, or one that it proved."""
    return (
        email.lower() == person.email.lower()
        or EmailAddress.objects.filter(user=person, email=email.lower(), verified=True).exists()
    )
