"""Signals by which apps of one layer hear of each other without importing each other."""

from django.dispatch import Signal

#: Something that search shows has changed. Arguments: `translation_key` of the work.
work_changed = Signal()
#: A file has become available to readers. Arguments: `document`.
document_opened = Signal()
#: Files that not everyone may open now: what is kept of their text goes at once. Arguments:
#: `document_ids`.
documents_closed = Signal()
