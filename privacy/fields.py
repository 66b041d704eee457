"""Model fields whose values lie sealed in the database."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from privacy.sealing import UnsealError, seal, unseal

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class _ExactlyEmpty(Exact):
    """Finds the rows where nothing is written; what is written cannot be searched."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("A sealed text cannot be looked up; only whether it is empty.")
        return self.rhs


class SealedTextField(models.TextField):
    """A text that is a plain `str` in Python and sealed in the database; "" stays "".

    It can be neither searched, sorted nor made unique. `purpose` is bound to the value: by default
    the names of app, model and field. When one of them is renamed, the old purpose must be given,
    or what was written before no longer opens.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        """Take what TextField takes, and the purpose after a renaming."""
        self._purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        """Describe the field to migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self._purpose:
            kwargs["purpose"] = self._purpose
        return name, path, list(args), kwargs

    @property
    def purpose(self) -> str:
        """Return what the values of this field are sealed for."""
        options = self.model._meta
        return self._purpose or f"field {options.app_label}.{options.model_name}.{self.name}"

    def get_lookup(self, lookup_name: str) -> Any:
        """Offer only the question whether something is written.

        Raises FieldError for any other: comparing with a sealed value would silently find nothing.
        """
        if lookup_name == "exact":
            return _ExactlyEmpty
        if lookup_name == "isnull":
            return IsNull
        raise FieldError("A sealed text cannot be looked up; only whether it is empty.")

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Seal what is written."""
        if value is None or value == "" or hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        sealed = seal(str(value).encode(), self.purpose)
        return super().get_db_prep_save(base64.b64encode(sealed).decode(), connection)

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        """Open what is read. Raises UnsealError or SealingKeyError."""
        return self.open(value) if value else value

    def open(self, stored: str) -> str:
        """Return the text behind what the database holds. Raises UnsealError, SealingKeyError."""
        return unseal(self.sealed_bytes(stored), self.purpose).decode()

    def sealed_bytes(self, stored: str) -> bytes:
        """Return the sealed value behind what the database holds. Raises UnsealError."""
        try:
            return base64.b64decode(stored, validate=True)
        except (binascii.Error, ValueError):
            raise UnsealError(f"The column of {self.purpose} holds no sealed value.") from None
