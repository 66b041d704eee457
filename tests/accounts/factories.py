"""Accounts of invented people."""

from __future__ import annotations

import factory
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.services import trust_address
from home import groups


class UserFactory(factory.django.DjangoModelFactory):
    """Someone with an account.

    Her address is proved, so that she can sign in; `is_proved=False` leaves it open.
    `editor=True`, `is_member=True`, `superuser=True` or `translator_into="ar"` give her rights.
    """

    class Meta:
        model = User

    class Params:
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    password = factory.django.Password("an invented password")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Make the account, then let her join her groups."""
        wanted = {groups.EDITORS: kwargs.pop("editor", False)}
        wanted[groups.MEMBERS] = kwargs.pop("is_member", False)
        if code := kwargs.pop("translator_into", ""):
            wanted[groups.translators(code)] = True
        is_proved = kwargs.pop("is_proved", True)
        user = super()._create(model_class, *args, **kwargs)
        if is_proved:
            trust_address(user)
        names = [name for name, is_in in wanted.items() if is_in]
        user.groups.add(*Group.objects.filter(name__in=names))
        return user
