"""Equations of the model cards are drawn whole, in proportion, and never leave LaTeX behind."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.i18n.translation import ENGLISH, use_language
from app.widgets.mathematics.equation import (
    BARRED,
    FRACTIONS,
    FUNCTIONS,
    GROWING,
    LETTERS,
    SIGNS,
    TOKEN,
    UPRIGHT,
    EquationPicture,
    Scripts,
    _Cases,
    _Fraction,
    _StyledLetters,  # a picture has no words: what it is made of tells whether each of them was understood
    parsed,
)
from engine.model.equations.card import card
from engine.model.registry import discovery

KNOWN = {*FRACTIONS, *BARRED, *UPRIGHT, *GROWING, *FUNCTIONS, *SIGNS, *LETTERS, "sqrt", "begin", "end"}
EQUATIONS = [
    (model.key, name, latex)
    for kind in discovery.KINDS
    for model in discovery.models(kind).values()
    for name, latex in card(model).equations.items()
]


def letters(pieces) -> str:
    found = ""
    for piece in pieces:
        match piece:
            case _StyledLetters(text):
                found += text
            case _Fraction(above, below):
                found += letters(above) + letters(below)
            case Scripts(base, index, power):
                found += letters(base) + letters(index) + letters(power)
            case _Cases(rows):
                found += "".join(letters(cell) for row in rows for cell in row)
            case _:
                found += letters(piece.inside)
    return found


def test_every_equation_of_every_model_is_understood(qapp):
    for key, name, latex in EQUATIONS:
        text = letters(parsed(latex))
        assert text and not set("\\{}_^&") & set(text), (key, name, text)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{-60 - V}{20}", "−60 − V20"),
        (r"V \ge -50", "V ≥ −50"),
        (r"V \leftarrow -60", "V ← −60"),
        (r"a = -b", "a = −b"),
        (r"e^{-x} - 1", "e−x − 1"),
        (r"V\left(-x\right) - y", "V(−x) − y"),
        (r"2 \cdot -x", "2·−x"),
    ],
)
def test_a_sign_stands_at_its_number_and_a_difference_apart(qapp, latex, text):
    assert letters(parsed(latex)) == text


def test_words_of_equations_are_those_of_the_window(qapp):
    """A Chinese window said “spike” and “otherwise” in its equations."""
    use_language("zh_CN")
    try:
        for _, _, latex in EQUATIONS:
            for word in re.findall(r"\\text\{\s*([^}]*?)\s*\}", latex):
                assert not re.search("[a-z]", letters(EquationPicture(rf"\text{{{word}}}")._pieces)), word
        assert letters(EquationPicture(r"V \ge 1 \;\Rightarrow\; \text{spike}")._pieces).endswith("脉冲")
    finally:
        use_language(ENGLISH)


def test_a_fraction_is_higher_than_its_parts_and_an_index_is_smaller(qapp):
    plain, fraction, index = EquationPicture("V"), EquationPicture(r"\frac{V}{t}"), EquationPicture("V_{th}")
    assert fraction.ascent(16) + fraction.descent(16) > 1.5 * (plain.ascent(16) + plain.descent(16))
    assert plain.width(16) < index.width(16) < EquationPicture("Vth").width(16) * 1.2


def test_it_paints_within_what_it_measures(qapp):
    equation = EquationPicture(r"\frac{dV}{dt} = \frac{E_L - V}{\tau_m} + \sqrt{x^2}")
    size, margin = 20.0, 4
    width, ascent = round(equation.width(size)), round(equation.ascent(size))
    height = ascent + round(equation.descent(size))
    image = QImage(width + 2 * margin, height + 2 * margin, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    equation.paint(painter, margin, margin + ascent, size, QColor("black"))
    painter.end()
    inked = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 128
    ]
    assert len(inked) > 100
    assert min(x for x, _ in inked) >= margin - 2 and max(x for x, _ in inked) <= width + margin + 2
    assert min(y for _, y in inked) >= margin - 2 and max(y for _, y in inked) <= height + margin + 2


def test_every_command_of_every_model_is_known() -> None:
    for key, name, latex in EQUATIONS:
        commands = {token[1:] for token in TOKEN.findall(latex) if token.startswith("\\") and token[1:].isalpha()}
        assert commands <= KNOWN, (key, name)


def test_a_mean_has_its_angle_brackets() -> None:
    assert letters(parsed("\\langle n \\rangle")) == "⟨n⟩"
