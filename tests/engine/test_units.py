"""One coherent system of units, and what people write."""

import pytest

from engine.units import UnknownUnit, conversion_factor, presented, unit


@pytest.mark.parametrize(
    ("written", "wanted", "expected"),
    [
        ("s", "ms", 1000.0), ("ms", "ms", 1.0), ("us", "ms", 0.001), ("µs", "ms", 0.001), ("μs", "ms", 0.001),
        ("MOhm", "GOhm", 0.001), ("MΩ", "GOhm", 0.001), ("Ω", "GOhm", 1e-9), ("nA", "pA", 1000.0),
        ("A", "pA", 1e12), ("V", "mV", 1000.0), ("nF", "pF", 1000.0), ("uS", "nS", 1000.0),
        ("kHz", "Hz", 1000.0), ("1/s", "Hz", 1.0), ("%", "1", 0.01), ("pA/s", "pA/ms", 0.001), ("", "1", 1.0),
        ("cm", "mm", 10.0), ("in", "mm", 25.4), ("m", "mm", 1000.0),
    ],
)  # fmt: skip
def test_a_written_unit_is_a_multiple_of_the_coherent_one(written: str, wanted: str, expected: float) -> None:
    assert conversion_factor(written, wanted) == expected


@pytest.mark.parametrize(("written", "wanted"), [("mV", "ms"), ("pA", "1"), ("parsec", "ms"), ("m", "ms"), ("ms", "")])
def test_a_unit_of_another_kind_is_refused(written: str, wanted: str) -> None:
    with pytest.raises(UnknownUnit):
        conversion_factor(written, wanted)


@pytest.mark.parametrize(
    ("product", "result"),
    [("pF*mV/ms", "pA"), ("nS*mV", "pA"), ("GOhm*pA", "mV"), ("GOhm*pF", "ms"), ("1/ms", "kHz")],
)
def test_the_system_is_coherent(product: str, result: str) -> None:
    assert unit(product).agrees_with(unit(result))


@pytest.mark.parametrize(
    ("value", "coherent", "shown"),
    [
        (0.1, "GOhm", (100.0, "MΩ")), (2.0, "GOhm", (2000.0, "MΩ")), (20.0, "ms", (20.0, "ms")), (0.9, "1", (0.9, "")),
        (500.0, "pA", (500.0, "pA")), (-2500.0, "pA", (-2500.0, "pA")), (-25000.0, "pA", (-25.0, "nA")),
        (30.0, "nS", (30.0, "nS")),
        (0.0, "mV", (0.0, "mV")),
    ],
)  # fmt: skip
def test_a_value_is_shown_in_the_unit_that_people_write(value: float, coherent: str, shown: tuple[float, str]) -> None:
    assert presented(value, coherent) == shown
