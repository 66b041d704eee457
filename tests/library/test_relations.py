"""Relations of works: said once, shown on both, in every language, to those who may see both."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    streamfield,
)

from library.enums import RelationPredicate
from library.models import CaseLawPage, EntryRelation
from tests.accounts.factories import UserFactory
from tests.core.translations import translate
from tests.factories import CaseLawPageFactory, LegislationPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(library_index):
    """Return an act that others act on."""
    return LegislationPageFactory(slug="act", title="Docks Act")


def relation(predicate, target, note=""):
    return {"predicate": predicate, "target": target, "note": note}


def groups(client, page, code="en"):
    """Return the titles of the related rows by verb, as a page shows them."""
    response = client.get(f"/{code}/{page.site_path}")
    assert response.status_code == 200
    return {
        group["title"]: [row["title"] for row in group["rows"]]
        for group in response.context["relation_groups"]
    }


@pytest.mark.parametrize("predicate", RelationPredicate)
def test_a_relation_is_shown_on_both_pages_each_with_its_own_verb(client, law, predicate):
    case = CaseLawPageFactory(
        slug="case", title="Dockers v Port", relations=[relation(predicate, law, "s 12")]
    )
    assert groups(client, case) == {predicate.label: ["Docks Act"]}
    assert groups(client, law) == {predicate.reverse_label: ["Dockers v Port"]}
    assert "<bdi>s 12</bdi>" in client.get("/en/library/act/").content.decode()


@pytest.mark.parametrize("predicate", RelationPredicate)
def test_what_changed_the_law_is_said_at_the_top_of_the_other_page(client, law, predicate):
    CaseLawPageFactory(slug="case", title="Later ruling", relations=[relation(predicate, law)])
    response = client.get("/en/library/act/")
    changes = predicate in {
        RelationPredicate.AMENDS,
        RelationPredicate.REPEALS,
        RelationPredicate.OVERRULES,
    }
    assert [notice["title"] for notice in response.context["relation_notices"]] == (
        [predicate.reverse_label] if changes else []
    )
    html = response.content.decode()
    before_the_text = html.partition('id="abstract"')[0]
    assert ("Later ruling" in before_the_text) == changes
    # The one that acts needs no warning about itself.
    assert client.get("/en/library/case/").context["relation_notices"] == []


def test_relations_are_grouped_by_verb_with_the_newest_first(client, law):
    for year in (2019, 2024, 2021):
        CaseLawPageFactory(
            title=f"Ruling of {year}",
            date=f"{year}-01-01",
            relations=[relation("interprets", law)],
        )
    LegislationPageFactory(title="Repealing Act", relations=[relation("repeals", law)])
    assert list(groups(client, law).items()) == [
        ("Repealed by", ["Repealing Act"]),
        ("Interpreted by", ["Ruling of 2024", "Ruling of 2021", "Ruling of 2019"]),
    ]


def test_a_translation_carries_the_relations_and_links_in_the_readers_language(client, law):
    case = CaseLawPageFactory(slug="case", title="Ruling", relations=[relation("overrules", law)])
    arabic = translate(case, "ar")
    assert [row.target_id for row in arabic.relations.all()] == [law.pk]
    assert list(groups(client, case, "ar").values()) == [["Docks Act"]]
    # Two pages state it now; it is still one statement.
    (shown,) = client.get("/ar/library/act/").context["relation_notices"]
    assert shown["row"]["title"] == "[ar] Ruling"
    assert shown["row"]["url"] == "/ar/library/case/"
    translate(law, "ar")
    assert list(groups(client, case, "ar").values()) == [["[ar] Docks Act"]]


def test_a_relation_taken_back_leaves_the_translations_too(client, law):
    case = CaseLawPageFactory(slug="case", relations=[relation("repeals", law)])
    arabic = translate(case, "ar")
    case = CaseLawPage.objects.get(pk=case.pk)
    case.relations = []
    case.save_revision().publish()
    assert not EntryRelation.objects.filter(page__in=[case, arabic]).exists()
    assert groups(client, law) == {}


def test_a_relation_is_shown_to_those_only_who_may_see_both_works(client, law):
    hidden = CaseLawPageFactory(
        slug="hidden", title="Sealed ruling", relations=[relation("overrules", law)]
    )
    assert groups(client, law) == {"Overruled by": ["Sealed ruling"]}
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    assert groups(client, law) == {}
    assert "Sealed ruling" not in client.get("/en/library/act/").content.decode()
    client.force_login(UserFactory())
    assert groups(client, law) == {"Overruled by": ["Sealed ruling"]}


def test_what_a_work_does_to_a_hidden_one_is_not_told_either(client, law):
    case = CaseLawPageFactory(slug="case", relations=[relation("applies", law)])
    PageViewRestriction.objects.create(page=law, restriction_type=PageViewRestriction.LOGIN)
    assert groups(client, case) == {}
    client.force_login(UserFactory())
    assert groups(client, case) == {"Applies": ["Docks Act"]}


def test_drafts_state_nothing_to_readers(client, law):
    CaseLawPageFactory(draft=True, relations=[relation("repeals", law)])
    live = CaseLawPageFactory(slug="live", title="Live")
    live.relations = [EntryRelation(predicate="repeals", target=law)]
    revision = live.save_revision()
    assert groups(client, law) == {}
    revision.publish()
    assert groups(client, law) == {"Repealed by": ["Live"]}
    live.unpublish()
    assert groups(client, law) == {}


def test_a_work_stands_in_no_relation_to_itself_in_any_language(law):
    french = translate(law, "fr")
    other = CaseLawPageFactory()
    with pytest.raises(ValidationError, match="itself"):
        EntryRelation(page=law, predicate="amends", target=french).full_clean()
    EntryRelation(page=law, predicate="amends", target=other).full_clean()


def test_the_edit_form_refuses_a_relation_of_a_work_to_itself(client, law):
    french, other = translate(law, "fr"), CaseLawPageFactory()
    client.force_login(UserFactory(superuser=True))
    url = reverse("wagtailadmin_pages:edit", args=[law.pk])

    def send(target):
        html = client.get(url).content.decode()
        data = querydict_from_html(html, form_id="page-edit-form")
        data.update(nested_form_data({"body": streamfield([])}))
        row = {"predicate": "amends", "target": target.pk, "note": "", "id": "", "ORDER": 1}
        data.setlist("relations-TOTAL_FORMS", ["1"])
        data.update({f"relations-0-{name}": str(value) for name, value in row.items()})
        data["action-publish"] = "1"
        return client.post(url, data)

    refused = send(french)
    assert refused.status_code == 200
    assert "cannot stand in a relation to itself" in refused.content.decode()
    assert not EntryRelation.objects.exists()
    assert send(other).status_code == 302
    assert list(law.relations.values_list("target_id", flat=True)) == [other.pk]


def test_one_relation_of_a_kind_to_a_work(law):
    case = CaseLawPageFactory(relations=[relation("applies", law)])
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryRelation.objects.create(page=case, predicate="applies", target=law)
    EntryRelation.objects.create(page=case, predicate="interprets", target=law)


def test_more_relations_than_a_page_lists_are_counted(client, law, monkeypatch):
    monkeypatch.setattr("library.relations.PER_VERB", 2)
    for _number in range(5):
        CaseLawPageFactory(relations=[relation("applies", law)])
    response = client.get("/en/library/act/")
    (group,) = response.context["relation_groups"]
    assert (len(group["rows"]), group["more"]) == (2, 3)
    assert "and 3 more entries" in response.content.decode()


def test_queries_do_not_grow_with_the_relations(client, law, member):
    client.force_login(member)

    def cost():
        client.get("/en/library/act/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/library/act/")
        return len(queries)

    def add():
        CaseLawPageFactory(
            countries=["KE"], relations=[relation(p, law) for p in RelationPredicate]
        )
        law.relations.add(EntryRelation(predicate="applies", target=CaseLawPageFactory()))
        law.save_revision().publish()

    add()
    first = cost()
    for _number in range(10):
        add()
    assert cost() == first
