"""What privacy tells the layers above it.

`export_ready(user, export)`: a copy of somebody's data can be fetched; sent in the transaction that
makes it ready, so that the mail about it is written with it or not at all.

`person_forgotten(user_id, token, actor)`: an account and all that told of its person is gone; sent
at the end of the transaction that erases it. There is nobody left to write to.
"""

from django.dispatch import Signal

export_ready = Signal()
person_forgotten = Signal()
