"""What membership tells the apps above it."""

from django.dispatch import Signal

#: Sent with `sender=Member, member=<Member>` inside the transaction that changes what others may
#: see of a member: her state, region, listing, name. A receiver that fails undoes the change, so
#: nothing that was prepared for others can stay behind.
member_changed = Signal()
