"""What people type, and what they are shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets import quantities
from app.widgets.fields.distribution_text import parse_distribution as read_distribution
from app.widgets.fields.distribution_text import words_and_unit as distribution_parts
from app.widgets.mathematics.symbol import Symbol, read_symbol
from app.widgets.quantities import Bounds, NotAQuantity
from engine.network.values import LogNormal, Normal, Uniform


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("20 ms", "ms", 20.0),
        ("0.02 s", "ms", 20.0),
        ("20", "ms", 20.0),
        ("1e3", "ms", 1000.0),
        ("100 MOhm", "GOhm", 0.1),
        ("100 MΩ", "GOhm", 0.1),
        ("−70 mV", "mV", -70.0),
        ("-0.07 V", "mV", -70.0),
        ("0.5nA", "pA", 500.0),
        ("1,5", "ms", 1.5),
        ("12,000", "1", 12000.0),
        (" .5 ", "1", 0.5),
    ],
)
def test_what_people_write_is_understood(text: str, unit: str, value: float) -> None:
    assert quantities.parse_quantity(text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "ms"), ("fast", "ms"), ("3 mV", "ms"), ("3 ms", "1"), ("--3", "ms"), ("1,2,3", "ms")],
)
def test_nonsense_is_refused_in_one_sentence(text: str, unit: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        quantities.parse_quantity(text, unit)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.1, "GOhm", "100 MΩ"),
        (20.0, "ms", "20 ms"),
        (5.0, "ms", "5.0 ms"),
        (-70.0, "mV", "−70 mV"),
        (0.0, "pA", "0 pA"),
        (0.35, "1", "0.35"),
        (1e-6, "1", "1e−6"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: float, unit: str, shown: str) -> None:
    assert quantities.quantity_words(value, unit) == shown


@given(st.floats(-1e9, 1e9, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-9))
def test_what_an_editor_shows_reads_back_as_the_same_number(value: float) -> None:
    for unit in ("1", "ms", "GOhm"):
        written = f"{quantities.exact(value, unit)} {quantities.number_and_unit(value, unit)[1]}"
        assert math.isclose(quantities.parse_quantity(written, unit), value, rel_tol=1e-12)


def test_every_limit_has_its_own_objection() -> None:
    bounds = Bounds("ms", above=0.0, at_most=10.0, integer=True)
    assert bounds.objection(5.0) == ""
    sentences = {bounds.objection(value) for value in (0.0, 11.0, 2.5, math.inf)}
    assert len(sentences) == 4
    assert "above 0 ms" in bounds.objection(0.0)


@pytest.mark.parametrize(
    ("text", "distribution"),
    [
        ("normal -50 ± 1 mV", Normal(-50.0, 1.0)),
        ("−50 ± 1", Normal(-50.0, 1.0)),
        ("uniform(-70, -55)", Uniform(-70.0, -55.0)),
        ("Uniform −70 to −55", Uniform(-70.0, -55.0)),
        ("log-normal 2 1", LogNormal(2.0, 1.0)),
    ],
)
def test_a_distribution_may_be_typed(text: str, distribution: object) -> None:
    assert read_distribution(text, "mV") == distribution


@given(
    st.sampled_from([Normal, Uniform, LogNormal]),
    st.integers(-500, 500),
    st.integers(1, 500),
)
def test_a_distribution_reads_back_from_its_own_words(kind: type, first: int, second: int) -> None:
    made = kind(float(first), float(second))
    words, unit = distribution_parts(made, "mV")
    assert read_distribution(f"{words} {unit}", "mV") == made


@pytest.mark.parametrize(
    ("latex", "symbol"),
    [
        (r"\tau_m", Symbol("τ", "m")),
        (r"V_{th}", Symbol("V", "th")),
        (r"A_+", Symbol("A", "+")),
        (r"\bar{w}", Symbol("w\u0304")),
        (r"\bar u_-", Symbol("u\u0304", "−")),
        (r"\tau_{\bar R}", Symbol("τ", "R\u0304")),
        (r"x_\bar{u}", Symbol("x", "u\u0304")),
        (r"\tau_{m}^{2}", Symbol("τ", "m", "2")),
        (r"\Delta t", Symbol("Δt")),
    ],
)
def test_symbols_are_read_from_their_latex(latex: str, symbol: Symbol) -> None:
    assert read_symbol(latex) == symbol
