"""Words of a text that lead somewhere: what is linked, and what must stay as it was."""

from __future__ import annotations

import pytest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText

from core.linking import with_links

LINKS = {"[2021] UKSC 5": "/en/library/aslam/", "C-22/21": "/en/library/srs/?a=1&b=2"}


def linked(html: str) -> str:
    return with_links(SafeString(html), LINKS)


def a(words: str) -> str:
    href = LINKS[words].replace("&", "&amp;")
    return f'<a class="citation" href="{href}">{words}</a>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>In [2021] UKSC 5.</p>", f"<p>In {a('[2021] UKSC 5')}.</p>"),
        ("<b>C-22/21</b>", f"<b>{a('C-22/21')}</b>"),
        ("<ul><li>C-22/21</li><li>x</li></ul>", f"<ul><li>{a('C-22/21')}</li><li>x</li></ul>"),
        ("C-22/21, C-22/21", f"{a('C-22/21')}, {a('C-22/21')}"),
        ("<p>R &amp; D (C-22/21) &lt;b&gt;</p>", f"<p>R &amp; D ({a('C-22/21')}) &lt;b&gt;</p>"),
        ("<p>و[2021] UKSC 5</p>", f"<p>و{a('[2021] UKSC 5')}</p>"),
        ('<a href="#x">one</a> C-22/21', f'<a href="#x">one</a> {a("C-22/21")}'),
        ("<h2>Title</h2><p>C-22/21</p>", f"<h2>Title</h2><p>{a('C-22/21')}</p>"),
        ("a<br/>C-22/21<hr>", f"a<br/>{a('C-22/21')}<hr>"),
    ],
)
def test_words_in_running_text_are_linked(html, expected):
    assert linked(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/x/">see <b>C-22/21</b> there</a></p>',
        "<h2>C-22/21</h2>",
        "<h3>About <i>C-22/21</i></h3>",
        "<pre><code>C-22/21</code></pre>",
        '<p title="C-22/21">x</p>',
        '<img alt="[2021] UKSC 5" src="/a.png">',
        "<!-- C-22/21 --><p>x</p>",
        '<script>if (a < b && "C-22/21") {}</script>',
        "<p>C-22/211, C-22/21/3, XC-22/21, 1-C-22/21, [2021] UKSC 51</p>",
        "<p>[2021]<b> UKSC 5</b></p>",
        "",
    ],
)
def test_everything_else_stays_as_it_was(html):
    assert linked(html) == html


def test_the_longer_of_two_words_wins():
    links = {"C-22/21": "/short/", "Case C-22/21": "/long/"}
    html = with_links(SafeString("<p>Case C-22/21</p>"), links)
    assert html == '<p><a class="citation" href="/long/">Case C-22/21</a></p>'


def test_plain_text_is_escaped_before_it_is_linked():
    html = with_links("<script>alert(1)</script> C-22/21 & more", LINKS)
    assert html == (f"&lt;script&gt;alert(1)&lt;/script&gt; {a('C-22/21')} &amp; more")
    assert with_links("<b>", {}) == with_links("<b>", None) == "&lt;b&gt;"


def test_an_address_cannot_break_out_of_its_attribute():
    html = with_links(SafeString("<p>x</p>"), {"x": '/"onclick="alert(1)'})
    assert html == '<p><a class="citation" href="/&quot;onclick=&quot;alert(1)">x</a></p>'


def test_a_text_without_links_costs_nothing(monkeypatch):
    def explode(*_args):
        raise AssertionError

    monkeypatch.setattr("core.linking._Linking", explode)
    html = SafeString("<p>Nothing is cited here.</p>")
    assert with_links(html, {}) == with_links(html, LINKS) == html
    with pytest.raises(AssertionError):
        linked("<p>C-22/21</p>")


def test_what_comes_out_is_marked_as_safe():
    for value in (SafeString("<p>C-22/21</p>"), "C-22/21", RichText("<p>C-22/21</p>")):
        for links in (LINKS, {}):
            html = with_links(value, links)
            assert isinstance(html, SafeString)
            assert conditional_escape(html) == html
