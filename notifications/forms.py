"""Which mail a person wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from notifications.kinds import kinds_for
from notifications.permissions import wants_mail

if TYPE_CHECKING:
    from accounts.models import User


class MailPreferencesForm(forms.Form):
    """One box for each kind of mail that can be turned off."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Draw the boxes that concern a person, ticked where she gets the mail."""
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind in kinds_for(user) if not kind.is_essential]
        for kind in self.kinds:
            self.fields[f"kind-{kind.name}"] = forms.BooleanField(
                label=kind.title,
                help_text=kind.description,
                required=False,
                initial=wants_mail(user, kind.name),
                # What is optional is every box; to say so at each would be noise.
                widget=forms.CheckboxInput,
            )

    def choices(self) -> dict[str, bool]:
        """Return what was chosen, by kind."""
        return {kind.name: self.cleaned_data[f"kind-{kind.name}"] for kind in self.kinds}
