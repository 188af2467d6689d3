"""What the five tasks show here is what the peers read, and only seeds that all have trained are compared."""

from pathlib import Path

import numpy as np

from engine.circuit.circuit import circuit
from engine.learning.passes.encoding import Encoding
from engine.network.description import Encoder
from tests.benchmarks.learning_defaults import WHOSE, Kept, Task, network, page
from tests.engine.learning.networks import digits


def test_events_in_a_file_are_those_that_the_peers_read(tmp_path: Path) -> None:
    x = (np.random.default_rng(1).random((12, 50, 700)) < 0.05).astype(np.uint8)
    y = np.arange(12) % 3
    task = Task("few", x, y, 3, "events", 50, 4)
    task.write(tmp_path / "few.npz")
    net, _ = network(task, tmp_path)
    found, (encoder,) = circuit(net.description), net.encoders.values()
    train, test = found.dataset.model.split(found.samples, found.dataset.parameters)
    every = np.concatenate([train, test])
    sent = Encoding(net.description, encoder, 700, 50, 1).encoded(found.samples.values[every], every, np.float64)
    with np.load(tmp_path / "few.npz") as kept:
        assert len(test) == kept["tested"] == 3 and np.array_equal(found.samples.labels[every], kept["y"])
        assert np.array_equal(sent, kept["x"].transpose(1, 0, 2))


def test_latencies_are_those_of_the_peers() -> None:
    drawn = digits(encoder="encoders/latency")
    values = np.concatenate([circuit(drawn).samples.values[:50], np.random.default_rng(2).random((20, 64))])
    (encoder,) = drawn.encoders
    assert isinstance(encoder, Encoder)
    sent = Encoding(drawn, encoder, 64, 25, 1).encoded(values, np.arange(70), np.float64)
    onset = np.where(values > 0, np.floor((1 - values) * 25 + 1e-6), -1)  # as tests/peers/defaults_in_peers.py has it
    assert np.array_equal(sent, np.arange(25)[:, None, None] == onset)


def test_only_seeds_that_all_have_trained_are_compared(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept.json")
    apart = {"spikeloom, subtractive": 0.006, "snntorch": 0.01, "spikingjelly": -0.02}
    for seed, accuracy in ((0, 0.5), (1, 0.7), (2, 0.1)):
        for who in WHOSE if seed < 2 else WHOSE[:3]:
            kept.put("digits", who, seed, 3, accuracy + apart.get(who, 0.0))
    again = Kept(tmp_path / "kept.json")
    assert ("digits", "spikeloom", 2, 3) in again and ("digits", "spikingjelly", 2, 3) not in again
    text = page(again, {"digits": "Digits", "rows": "Rows"})
    assert "| Digits | 3 | 2 | 60.0 | 60.6 | 61.0 | 58.0 |" in text and "Rows" not in text
    assert "|" not in page(again, {"rows": "Rows"})
    assert "resets alike (digits after 3) 0.004 (reached" in text
    assert "resets unlike (digits after 3) 0.01 (MISSED" in text
