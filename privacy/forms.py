"""Form fields and forms of privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from privacy.enums import UPLOAD_KINDS
from privacy.uploads import check_upload

if TYPE_CHECKING:
    from accounts.models import User


class SealedUploadField(forms.FileField):
    """A document that will be kept sealed; what may not be kept is an error of the field."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what FileField takes, with a hint of our own."""
        kwargs.setdefault("help_text", _("PDF, DOCX, ODT or TXT, at most 10 MB."))
        kwargs.setdefault("max_length", 255)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the file dialogue offer the kinds that are accepted."""
        attributes = super().widget_attrs(widget)
        return attributes | {"accept": ",".join(f".{kind.value}" for kind in UPLOAD_KINDS)}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check a new upload. Raises ValidationError."""
        cleaned = super().clean(data, initial)
        if isinstance(data, UploadedFile) and cleaned:
            check_upload(data)
        return cleaned


class ErasureForm(forms.Form):
    """The address typed once more: nobody erases an account by a slip of the hand."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type the address of this account to confirm that you want to erase it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Remember whose account it is."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Compare with the account's address. Raises ValidationError."""
        typed: str = self.cleaned_data["email"].strip()
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(
                _("This is not the address of this account."), code="other_address"
            )
        return typed
