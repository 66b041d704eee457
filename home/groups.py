"""The groups that come with the site, and what each may do in the admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from core.languages import language_codes
from membership.models import MEMBERS_GROUP

EDITORS = "Editors"
#: Kept in step by membership: whoever is admitted joins, whoever lapses leaves.
MEMBERS = MEMBERS_GROUP
#: What an editor may do with pages, everywhere.
_EDITOR_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_COLLECTION = (
    ("siteimage", ("add", "change", "choose")),
    ("sitedocument", ("add", "change", "choose")),
)
_EDITOR_MODELS = (
    ("wagtail_localize", "submit_translation"),
    ("taxonomy", "add_subject"),
    ("taxonomy", "change_subject"),
    ("taxonomy", "change_focusarea"),
    ("library", "view_importbatch"),
    ("library", "view_documenttext"),
    ("library", "add_ratification"),
    ("library", "change_ratification"),
    ("library", "delete_ratification"),
    ("library", "change_ratificationcount"),
)


def translators(code: str) -> str:
    """Return the name of the group that translates into a language."""
    return f"Translators: {code}"


@transaction.atomic
def build_groups() -> None:
    """Make the groups and give them their rights; run again it changes nothing.

    Editors write and publish in all languages. Translators change and publish the pages of one
    language. Members have no rights in the admin.
    """
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(access, *_model_permissions())
    _grant_pages(editors, Page.objects.get(depth=1), _EDITOR_PAGES)
    _grant_collection(editors)
    Group.objects.get_or_create(name=MEMBERS)
    for code in language_codes():
        group, _ = Group.objects.get_or_create(name=translators(code))
        group.permissions.add(access)
        home = Page.objects.filter(depth=2, locale__language_code=code).first()
        if home:
            _grant_pages(group, home, ("change_page", "publish_page"))


def _model_permissions() -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in _EDITOR_MODELS
    ]


def _grant_pages(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _grant_collection(group: Group) -> None:
    root = Collection.get_first_root_node()
    for model, actions in _COLLECTION:
        for permission in Permission.objects.filter(
            content_type__app_label="core",
            codename__in=[f"{action}_{model}" for action in actions],
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
