"""Proof of work instead of a riddle: a browser counts for a second, a person does nothing.

The protocol is ALTCHA's: the server hashes a salt with a secret number and signs the hash; whoever
sends the form has found the number. Nothing is asked of any other host. Readers without JavaScript
send the form without it and are let through in small numbers.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.core import context
from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.clients import coarse_address
from accounts.models import SentForm

if TYPE_CHECKING:
    from django.http import HttpRequest

#: A phone of the cheaper kind finds a number of this size within two seconds.
LARGEST_NUMBER = 60_000
LIFE = timedelta(minutes=20)
#: How many forms an hour may come without a proof: from one network, and from everywhere.
FROM_ONE_NETWORK = 10
FROM_EVERYWHERE = 60
WINDOW = timedelta(hours=1)


def _key() -> str:
    # Derived, so that nothing signed here can pass for something signed elsewhere.
    return salted_hmac("accounts.proof", "key", algorithm="sha256").hexdigest()


def new_challenge() -> dict[str, Any]:
    """Return a challenge as ALTCHA's clients expect it; it may be answered once, for a while."""
    return create_challenge(
        ChallengeOptions(max_number=LARGEST_NUMBER, hmac_key=_key(), expires=timezone.now() + LIFE)
    ).to_dict()


def _challenge_of(payload: str) -> str:
    """Return the challenge a payload answers in time and rightly, "" where it answers none."""
    try:
        answer = json.loads(base64.b64decode(payload, validate=True))
        solved, _error = verify_solution(answer, _key(), check_expires=True)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        # Not what a client of ours sends; the library trusts the types it is given.
        return ""
    return answer["challenge"] if solved else ""


def spend(payload: str, purpose: str) -> bool:
    """Return whether this answers a challenge of ours, in time and for the first time."""
    if not (challenge := _challenge_of(payload)):
        return False
    proof = hashlib.sha256(challenge.encode()).hexdigest()
    now = timezone.now()
    SentForm.objects.filter(sent_at__lt=now - WINDOW).delete()
    try:
        with transaction.atomic():
            SentForm.objects.create(purpose=purpose, proof=proof, sent_at=now)
    except IntegrityError:
        return False
    return True


def may_go_without(request: HttpRequest | None, purpose: str) -> bool:
    """Count a form sent without a proof and return whether it may still pass."""
    network = coarse_address(get_adapter().get_client_ip(request) if request else "")
    now = timezone.now()
    SentForm.objects.filter(sent_at__lt=now - WINDOW).delete()
    sent = SentForm.objects.filter(purpose=purpose, proof=None, sent_at__gte=now - WINDOW)
    # Counted before this one is written down, so that refused ones do not lengthen the wait.
    if sent.filter(network=network).count() >= FROM_ONE_NETWORK or sent.count() >= FROM_EVERYWHERE:
        return False
    SentForm.objects.create(purpose=purpose, network=network, sent_at=now)
    return True


class ProofOfWorkInput(forms.HiddenInput):
    """The hidden box that js/proof.js fills; the form works without it."""

    class Media:
        js = ["js/proof.js"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Say where the challenge comes from; a used answer is never given back."""
        extra = {"data-proof": reverse_lazy("accounts:challenge"), "autocomplete": "off"}
        return super().get_context(name, None, {**(attrs or {}), **extra})


class ProofOfWorkField(forms.CharField):
    """Ask for a proof of work; `purpose` keeps the limits of different forms apart."""

    widget = ProofOfWorkInput
    default_error_messages = {
        "unsolved": _("The check that keeps robots out has run out. Please send the form again."),
        "too_many": _(
            "Too many forms have been sent without JavaScript in the last hour. "
            "Please try again in an hour, or switch JavaScript on for this page."
        ),
    }

    def __init__(self, *, purpose: str, **kwargs: Any) -> None:
        """Take the purpose; the field may stay empty."""
        self.purpose = purpose
        super().__init__(**{"required": False, "label": "", **kwargs})

    def clean(self, value: Any) -> str:
        """Let a solved or a rare unsolved form pass. Raises ValidationError for others."""
        payload = super().clean(value)
        if payload:
            if not spend(payload, self.purpose):
                raise ValidationError(self.error_messages["unsolved"], code="unsolved")
        elif not may_go_without(context.request, self.purpose):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return ""


class ProofOfWorkForm(forms.Form):
    """A form that anybody may send; subclasses say what for.

    What is wrong with the proof is said of the form: the field is hidden, nobody could look at it.
    """

    proof_purpose: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the proof behind all other fields."""
        super().__init__(*args, **kwargs)
        self.fields["proof"] = ProofOfWorkField(purpose=self.proof_purpose)

    def clean(self) -> dict[str, Any] | None:
        """Take the proof's errors as the form's."""
        cleaned = super().clean()
        if "proof" in self.errors:
            self.add_error(None, self.errors.pop("proof").as_data())
        return cleaned
