"""Text analysis: the same for what is indexed and what is asked, and never in the way."""

import random

import pytest

from search.analysis import MAX_WORD_LENGTH, analyse, normalise, raw_words, stems, without_accents


def first_stems(text: str, language: str) -> list[str]:
    return [word[0] for word in analyse(text, language)]


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("STRIKE", "strike"),
        ("Straße", "strasse"),
        ("ﬁnance Ⅳ", "finance iv"),
        ("ёлка Ёж", "елка еж"),
        ("труда\u0301", "труда"),
        ("الْمَادَّة", "المادة"),
        ("نقابـــات", "نقابات"),
        ("أجر إضراب آلة ٱلعمل", "اجر اضراب الة العمل"),
        ("٢٣ ۲۳ २३", "23 23 23"),
        ("\u202bعمل\u202c \u2067law\u2069 a\u200eb\u200fc", "عمل law abc"),
        ("Gewerk\u00adschaft", "gewerkschaft"),
    ],
)
def test_normalising_removes_what_spellings_vary_in(text, normalised):
    assert normalise(text) == normalised


def test_normalising_keeps_letters_that_are_letters_of_their_own():
    assert normalise("Й й") == "й й"
    assert without_accents("йод") == "йод"
    assert without_accents("grève código ação") == "greve codigo acao"
    # The vowel signs of Hindi are no accents.
    assert without_accents("श्रमिक") == "श्रमिक"


def test_normalising_twice_changes_nothing():
    generator = random.Random(7)  # noqa: S311
    texts = [chr(code) for code in range(0x10FFFF) if code < 0x3100 or code % 97 == 0]
    texts += [
        "".join(
            chr(generator.choice([generator.randrange(0x3000), generator.randrange(0x110000)]))
            for _ in range(12)
        )
        for _ in range(2000)
    ]
    for text in texts:
        once = normalise(text)
        assert normalise(once) == once, ascii(text)


def test_stems_hold_nothing_an_engine_could_read_as_syntax():
    for code in [*range(0x3100), *range(0x3100, 0x110000, 53), 0xFDFA]:
        for stem in (s for word in analyse(f"a{chr(code)}b {chr(code)}", "en") for s in word):
            tag, _, rest = stem.partition("_")
            assert tag in ("en", "xx")
            assert rest
            assert not any(c.isspace() for c in rest), code
            assert all(c.isalnum() for c in rest if c.isascii()), code


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Gewerkschaft", "Gewerkschaften", "de"),
        ("Kuendigung", "Kündigung", "de"),
        ("strikes", "striking", "en"),
        ("worker’s", "workers", "en"),
        ("grève", "grèves", "fr"),
        ("l’article", "articles", "fr"),
        ("indemnización", "indemnizaciones", "es"),
        ("trabalhar", "trabalho", "pt"),
        ("труда", "труд", "ru"),
        ("العمل", "عمل", "ar"),
        ("C087", "c087", "fr"),
        ("٨٧", "87", "ar"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, language):
    assert first_stems(one, language) == first_stems(other, language) != []


@pytest.mark.parametrize(
    ("with_accents", "without", "language"),
    [
        ("grève", "greve", "fr"),
        ("négociation", "negociation", "fr"),
        ("código", "codigo", "es"),
        ("soberanía", "soberania", "es"),
        ("negociação", "negociacao", "pt"),
        ("Kündigung", "Kundigung", "de"),
    ],
)
def test_words_typed_without_accents_are_found(with_accents, without, language):
    assert set(stems(with_accents, language)) & set(stems(without, language))


def test_stems_of_languages_never_meet():
    assert stems("die", "en") != stems("die", "de")
    assert stems("strike", "tr") == ("xx_strike",)
    assert stems("Rechte", "de-AT") == stems("Rechte", "de")


def test_a_number_is_the_same_in_every_language():
    assert stems("C087", "en") == stems("c087", "ar") == ("xx_c087",)


def test_words_end_where_readers_see_them_end():
    text = "anti-union C-22/21 d’accord (Straße)"
    found = [text[start:end] for start, end in raw_words(text)]
    assert found == ["anti", "union", "C", "22", "21", "accord", "Straße"]
    assert len(first_stems("劳动法", "zh")) == 3


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "*", '"', "'''", "\ud800", "\u202e", "a" * 100_000, "\u0301" * 5000, "💥👩‍⚖️"],
)
def test_any_text_can_be_analysed(text):
    for language in ("en", "ar", "zz", "", "x-klingon-more"):
        assert all(len(s) <= MAX_WORD_LENGTH + 3 for word in analyse(text, language) for s in word)
