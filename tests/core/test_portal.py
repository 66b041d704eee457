from core import portal
from core.portal import PortalSection, register_section, sections_for


def test_sections_stand_in_their_order_for_those_who_have_them(monkeypatch):
    monkeypatch.setattr(portal, "_sections", {})
    register_section(PortalSection("last", "Last", "", "accounts:account", 30))
    register_section(PortalSection("first", "Replaced", "", "accounts:account", 20))
    register_section(
        PortalSection("hers", "Hers", "", "accounts:account", 10, lambda user: user == "her")
    )
    register_section(PortalSection("first", "First", "", "accounts:account", 20))

    assert [str(section.title) for section in sections_for("her")] == ["Hers", "First", "Last"]
    assert [str(section.title) for section in sections_for("another")] == ["First", "Last"]
