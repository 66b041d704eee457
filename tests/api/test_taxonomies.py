"""Terms with their names in seven languages."""

import pytest

from core.languages import language_codes
from taxonomy.models import Country, FocusArea, Region, Subject

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("focus-areas", FocusArea),
        ("subjects", Subject),
        ("countries", Country),
        ("regions", Region),
    ],
)
def test_taxonomies_are_whole(read, name, model):
    answer = read(f"/taxonomies/{name}", labels="all")
    assert answer["total"] == len(answer["items"]) == model.objects.count()
    assert all(set(item["labels"]) == set(language_codes()) for item in answer["items"])
    assert all(item["label"] == item["labels"]["en"] for item in answer["items"])


def test_names_are_sorted_in_the_asked_language(read):
    items = read("/taxonomies/countries", locale="de")["items"]
    labels = [item["label"] for item in items]
    # Ä stands with A, not after Z.
    assert labels.index("Ägypten") < labels.index("Belgien")
    assert items[0]["labels"] is None


def test_countries_and_regions_lead_to_each_other(read):
    countries = {item["id"]: item for item in read("/taxonomies/countries")["items"]}
    regions = {item["id"]: item for item in read("/taxonomies/regions")["items"]}
    kenya = countries["KE"]
    assert (kenya["iso3"], kenya["m49"]) == ("KEN", "404")
    assert regions[kenya["subregion"]]["parent"] == kenya["region"]
    assert regions[kenya["region"]]["parent"] == "001"
    assert regions["001"]["parent"] is None


def test_subjects_name_their_focus_area(read):
    areas = {item["id"] for item in read("/taxonomies/focus-areas")["items"]}
    assert {item["focus_area"] for item in read("/taxonomies/subjects")["items"]} <= areas


@pytest.mark.parametrize("name", ["focus-areas", "subjects", "countries", "regions"])
def test_a_taxonomy_costs_few_queries(cost, name):
    assert cost(f"/taxonomies/{name}", labels="all") <= 2
