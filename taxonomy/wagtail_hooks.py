"""Terms in the admin: lists of records, so modeladmin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from taxonomy.models import Concept, Country, FocusArea, Region, Subject


class FocusAreaAdmin(ModelAdmin):
    """Focus areas."""

    model = FocusArea
    menu_icon = "list-ul"
    list_display = ("__str__", "slug", "is_archived")
    panels = [
        FieldPanel("slug"),
        FieldPanel("labels"),
        FieldPanel("scope_notes"),
        FieldPanel("sort_order"),
        FieldPanel("is_archived"),
    ]


class SubjectAdmin(ModelAdmin):
    """Subjects."""

    model = Subject
    menu_icon = "tag"
    list_display = ("__str__", "slug", "focus_area")
    list_filter = ("focus_area",)
    search_fields = ("slug", "labels")
    panels = [
        FieldPanel("slug"),
        FieldPanel("focus_area"),
        FieldPanel("labels"),
        FieldPanel("synonyms"),
    ]


class ConceptAdmin(ModelAdmin):
    """The thesaurus of search."""

    model = Concept
    menu_icon = "openquote"
    list_display = ("__str__", "slug")
    search_fields = ("slug", "names")
    panels = [FieldPanel("slug"), FieldPanel("names")]


class CountryAdmin(ModelAdmin):
    """Countries."""

    model = Country
    menu_icon = "globe"
    list_display = ("__str__", "iso2", "region", "subregion")
    search_fields = ("iso2", "iso3", "labels")
    panels = [FieldPanel("labels"), FieldPanel("region"), FieldPanel("subregion")]


class RegionAdmin(ModelAdmin):
    """Regions."""

    model = Region
    menu_icon = "globe"
    list_display = ("__str__", "m49", "parent")
    panels = [FieldPanel("labels"), FieldPanel("parent")]


@modeladmin_register
class TaxonomyGroup(ModelAdminGroup):
    """The taxonomy's place in the menu."""

    menu_label = _("Taxonomy")
    menu_icon = "tag"
    menu_order = 300
    items = (FocusAreaAdmin, SubjectAdmin, ConceptAdmin, CountryAdmin, RegionAdmin)
