"""Nothing that allauth says to a reader is missing from our own pages and catalogues."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.urls import get_resolver

from accounts.allauth_strings import STRINGS

SOURCE = Path(allauth.__file__).parent
OURS = Path(__file__).resolve().parents[2]
MODULES = [
    "account/adapter.py",
    "account/fields.py",
    "account/forms.py",
    "mfa/adapter.py",
    "mfa/base/forms.py",
    "mfa/recovery_codes/forms.py",
    "mfa/totp/forms.py",
    "mfa/webauthn/forms.py",
    "usersessions/forms.py",
]
#: What belongs to names and telephones to sign in with, and to e-mail typed twice: switched off.
SWITCHED_OFF = re.compile(
    r"username|phone|optional|Email \(again\)|same email|confirmation|^Login$", re.IGNORECASE
)


def said_by(module: str) -> set[str]:
    calls = (
        node
        for node in ast.walk(ast.parse((SOURCE / module).read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "gettext", "gettext_lazy", "pgettext"}
    )
    said = {ast.literal_eval(call.args[-1]) for call in calls}
    return {text for text in said if not SWITCHED_OFF.search(text)}


@pytest.mark.parametrize("module", MODULES)
def test_every_string_of_its_forms_is_in_our_list(module):
    assert said_by(module) <= set(STRINGS)


def test_our_list_has_nothing_that_it_no_longer_says():
    assert set(STRINGS) <= set.union(*map(said_by, MODULES))


def allauth_templates() -> set[str]:
    """Return the templates of every allauth view that has an address here, and its messages."""
    found = set()

    def walk(resolver):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern)
                continue
            view = getattr(pattern.callback, "view_class", None)
            if view and view.__module__.startswith("allauth.") and view.template_name:
                found.add(view.template_name)

    walk(get_resolver())
    found |= {
        str(path.relative_to(SOURCE / "templates"))
        for folder in ("account", "mfa", "usersessions")
        for path in (SOURCE / "templates" / folder / "messages").glob("*.txt")
        if "phone" not in path.name and "login_code" not in path.name
    }
    return found


#: Reached only with settings that are off here, or made of codes alone.
NOT_OURS = {
    "account/confirm_login_code.html",
    "mfa/recovery_codes/download.txt",
    # The name in the view; with one address an account it is account/email_change.html.
    "account/email.html",
}


def test_every_page_and_message_of_allauth_is_our_own():
    names = allauth_templates()
    assert {"account/login.html", "mfa/index.html", "account/messages/logged_in.txt"} <= names

    foreign = {
        name
        for name in names - NOT_OURS
        if not Path(get_template(name).origin.name).is_relative_to(OURS / "cms" / "templates")
    }
    assert not foreign
