"""Membership in the admin: a menu for those who keep a region, and our own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from membership.enums import Capability
from membership.middleware import is_in_for_role_only
from membership.models import DuesTier
from membership.permissions import user_can_configure_regions, user_can_grant_roles
from membership.scope import regions_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest
    from django.urls import URLResolver

    from accounts.models import User


class CapabilityMenuItem(MenuItem):
    """A menu item for those who have a capability in some region."""

    def __init__(self, *args: object, capability: Capability, **kwargs: object) -> None:
        """Take the capability that the page behind the item asks for."""
        self.capability = capability
        super().__init__(*args, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person has the capability today."""
        return bool(regions_for(request.user, self.capability))


class PredicateMenuItem(MenuItem):
    """A menu item for those of whom a predicate is true."""

    def __init__(
        self, *args: object, predicate: Callable[[User | AnonymousUser], bool], **kwargs: object
    ) -> None:
        """Take the predicate that the page behind the item asks."""
        self.predicate = predicate
        super().__init__(*args, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the predicate is true of the person."""
        return self.predicate(request.user)


membership_menu = Menu(
    register_hook_name="register_membership_menu_item",
    construct_hook_name="construct_membership_menu",
)


@hooks.register("register_admin_urls")
def admin_addresses() -> list[URLResolver]:
    """Put the pages of membership into the admin."""
    return [path("membership/", include("membership.admin_urls"))]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """Offer "Membership" to those who have anything in it."""
    return SubmenuMenuItem(
        _("Membership"), membership_menu, name="membership", icon_name="group", order=250
    )


@hooks.register("construct_main_menu")
def no_reports_for_roles(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave Wagtail's reports out for those whom a role alone lets in: they are closed to them."""
    if is_in_for_role_only(request.user):
        items[:] = [item for item in items if item.name != "reports"]


@hooks.register("register_membership_menu_item")
def applications_item() -> MenuItem:
    """Offer the queue of applications to reviewers."""
    return CapabilityMenuItem(
        _("Applications"),
        reverse("membership_admin:applications"),
        name="membership-applications",
        icon_name="doc-full",
        order=100,
        capability=Capability.REVIEW,
    )


@hooks.register("register_membership_menu_item")
def members_item() -> MenuItem:
    """Offer the members to those who keep a region."""
    return CapabilityMenuItem(
        _("Members"),
        reverse("membership_admin:members"),
        name="membership-members",
        icon_name="group",
        order=200,
        capability=Capability.SEE_MEMBERS,
    )


@hooks.register("register_membership_menu_item")
def invitations_item() -> MenuItem:
    """Offer the invitations to those who may invite."""
    return CapabilityMenuItem(
        _("Invitations"),
        reverse("membership_admin:invitations"),
        name="membership-invitations",
        icon_name="mail",
        order=300,
        capability=Capability.INVITE,
    )


@hooks.register("register_membership_menu_item")
def roles_item() -> MenuItem:
    """Offer the roles to those who may give them."""
    return PredicateMenuItem(
        _("Regional roles"),
        reverse("membership_admin:roles"),
        name="membership-roles",
        icon_name="key",
        order=600,
        predicate=user_can_grant_roles,
    )


@hooks.register("register_membership_menu_item")
def regions_item() -> MenuItem:
    """Offer the regions to those who run the system."""
    return PredicateMenuItem(
        _("Regions"),
        reverse("membership_admin:regions"),
        name="membership-regions",
        icon_name="site",
        order=700,
        predicate=user_can_configure_regions,
    )


@hooks.register("register_membership_menu_item")
def waivers_item() -> MenuItem:
    """Offer requests for waivers to those who decide them."""
    return CapabilityMenuItem(
        _("Waivers"),
        reverse("membership_admin:waivers"),
        name="membership-waivers",
        icon_name="help",
        order=600,
        capability=Capability.REVIEW,
    )


@hooks.register("register_membership_menu_item")
def dues_item() -> MenuItem:
    """Offer the books to the treasurer."""
    return CapabilityMenuItem(
        _("Dues"),
        reverse("membership_admin:dues"),
        name="membership-dues",
        icon_name="clipboard-list",
        order=700,
        capability=Capability.SEE_AMOUNTS,
    )


class DuesTierAdmin(ModelAdmin):
    """Dues tiers: a list of records that name nobody, for superusers."""

    model = DuesTier
    menu_label = _("Dues tiers")
    menu_icon = "list-ul"
    add_to_settings_menu = True
    list_display = ("__str__", "code", "sort_order", "is_archived")
    panels = [
        FieldPanel("code"),
        FieldPanel("labels"),
        FieldPanel("descriptions"),
        FieldPanel("suggested_amounts"),
        FieldPanel("sort_order"),
        FieldPanel("is_archived"),
    ]


modeladmin_register(DuesTierAdmin)
