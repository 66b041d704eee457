import pytest

from privacy import registry
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_labels(monkeypatch):
    """Forget what the upper layers have registered."""
    monkeypatch.setattr(registry, "_actor_labels", [])


def test_all_actors_are_asked_about_at_once_and_the_first_answer_counts(no_labels):
    known, half_known, unknown = (UserFactory() for _ in range(3))
    asked = []

    def offices(actors):
        asked.append({actor.pk for actor in actors})
        return {known.pk: "Coordinator, Africa"}

    registry.register_actor_labels(offices)
    registry.register_actor_labels(lambda _actors: {known.pk: "Editor", half_known.pk: "Editor"})

    assert registry.actor_labels([known, half_known, unknown, known]) == {
        known.pk: "Coordinator, Africa",
        half_known.pk: "Editor",
        unknown.pk: f"Account {unknown.token}",
    }
    assert asked == [{known.pk, half_known.pk, unknown.pk}]
    assert registry.actor_labels([]) == {}


def test_action_without_words_is_its_own_code():
    assert registry.action_label("privacy.export") == "put into a copy of your data"
    assert registry.action_label("nobody.named") == "nobody.named"
