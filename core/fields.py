"""Model fields that keep migrations quiet."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose block definitions stay out of migrations.

    Changing a block then makes no migration, so two branches that touch blocks never conflict.
    The price: a removed block's data disappears at the next save of a page that used it.
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        """Take the blocks as StreamField does; migrations pass none."""
        kwargs.pop("block_lookup", None)
        super().__init__(block_types if block_types is not None else [], **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        """Describe the field to migrations without its blocks."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        kwargs.pop("block_types", None)
        return name, path, [], kwargs
