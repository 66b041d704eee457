"""Signals by which apps of one layer hear of each other without importing each other."""

from django.dispatch import Signal

#: Something that search shows has changed. Arguments: `translation_key` of the work.
work_changed = Signal()
