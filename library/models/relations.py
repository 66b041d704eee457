"""What one work does to another: applies, interprets, amends, repeals, overrules, implements it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from library.enums import RelationPredicate


class EntryRelation(Orderable):
    """A statement that this work does something to another. A fact, so the same in all languages.

    The other work is told by one of its pages, usually the original; readers are led to the page
    that is best for them. It is said once, on the work that acts: the other one shows it in reverse.
    """

    page = ParentalKey(
        "library.LibraryEntryPage", on_delete=models.CASCADE, related_name="relations"
    )
    predicate = models.CharField(_("this work"), max_length=12, choices=RelationPredicate)
    target = models.ForeignKey(
        "library.LibraryEntryPage",
        on_delete=models.CASCADE,
        related_name="incoming_relations",
        verbose_name=_("the other work"),
    )
    note = models.CharField(
        _("where"),
        max_length=120,
        blank=True,
        help_text=_("An article, section or paragraph, as cited; the same in all languages."),
    )

    panels = [
        FieldRowPanel([FieldPanel("predicate"), FieldPanel("note")]),
        FieldPanel("target"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "predicate", "target"], name="one_relation_of_a_kind"
            )
        ]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")

    def __str__(self) -> str:
        """Return what does what to what, by number."""
        return f"{self.page_id} {self.predicate} {self.target_id}"

    def clean(self) -> None:
        """Refuse a work that acts on itself, in whichever of its languages."""
        super().clean()
        # In an edit form the page is not known yet: `library.entry_forms` asks there.
        if (
            self.page_id
            and self.target_id
            and self.target.translation_key == self.page.translation_key
        ):
            raise ValidationError({"target": _("A work cannot stand in a relation to itself.")})
