"""Images and documents of the site; custom from the first migration on, so they can grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core.languages import language_name

if TYPE_CHECKING:
    from django.core.files.storage import Storage


def private_storage() -> Storage:
    """Return the storage that no web server serves: files leave it through a view only."""
    return storages["private"]


class SiteImage(AbstractImage):
    """A picture with its rights and, where people are seen, their consent."""

    credit = models.CharField(_("credit"), max_length=255, blank=True)
    has_consent = models.BooleanField(
        _("the people shown have agreed"),
        default=False,
        help_text=_("Or nobody can be recognised."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "has_consent")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """Return nothing: a title is often a file name, which describes no picture."""
        return ""


class SiteRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A file with the language it is written in, kept where only the serve view reaches it."""

    file = models.FileField(_("file"), upload_to="documents", storage=private_storage)
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        help_text=_("BCP 47 code of the language the file is written in, e.g. en, tr, pt-BR."),
    )

    available_from = models.DateTimeField(
        _("available from"),
        null=True,
        blank=True,
        help_text=_(
            "Before this moment nobody gets the file or reads a word of it, in lists, search and"
            " exports alike, except those who may edit it here. Empty: it is available now."
        ),
    )
    awaits_opening = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Search and cached pages have yet to be told that it is available."),
    )

    admin_form_fields = (*Document.admin_form_fields, "language", "available_from")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note whether somebody must be told when the file becomes available."""
        self.awaits_opening = not self.is_available
        fields = kwargs.get("update_fields")
        if fields is not None and "available_from" in fields:
            kwargs["update_fields"] = {*fields, "awaits_opening"}
        super().save(*args, **kwargs)

    @property
    def is_available(self) -> bool:
        """Return whether the moment from which readers get the file has come."""
        return self.available_from is None or self.available_from <= timezone.now()

    @property
    def language_name(self) -> str:
        """Return the name of the file's language in the language of the interface."""
        return language_name(self.language) if self.language else ""
