"""Pages of coordinators and the secretariat below /admin/membership/.

Our own views over scoped querysets: Wagtail's generic ones do not ask per row.
"""
