"""Spoilt files of networks, weights, connections and series: a value or one sentence, whatever they promise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.document.document import Document
from app.document.making.imported import imported_edit
from engine.exporting.formats import formats
from engine.files import series as series_file
from engine.importing import ImportProblem, connection_list, holds_weights, read_network, weights_for
from engine.model.registry.discovery import find
from tests import strangers
from tests.engine.exporting.fitting import fitting
from tests.fuzz_seeds import fuzz_seeds
from tests.sound_files import looked_at_here
from tests.strangers import BINARY, MANY_PROCESSES, OFTEN, SELDOM, TEXT, Case, members, structured

HIDDEN = 4
NIR = sorted(name for name in formats() if name.startswith("nir"))


def sentences(error: Exception) -> list[str] | None:
    return [str(error)] if isinstance(error, ImportProblem) else None


def network(path: Path) -> None:
    """As the canvas takes it; what is no NIR is only read."""
    holds_weights(path)
    found = read_network(path)
    if path.suffix == ".nir":
        imported_edit(Document(), found, (0.0, 0.0))


def whole_network(path: Path) -> None:
    """The same of HDF5 that is sound, which no other process needs to look at."""
    with looked_at_here():
        network(path)


def weights(path: Path) -> None:
    weights_for(fitting(path.stem, hidden=HIDDEN), path)


def series(*keys: str) -> Callable[[Path], None]:
    def ask(path: Path) -> None:
        for key in keys:
            series_file.read_model_series(path, find(key))

    return ask


def written(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / f"{name}{formats()[name].suffix}"
        formats()[name].write(fitting(name, hidden=HIDDEN), path, {"title": "Digits", "accuracy": 0.97})
        return next(iter(formats()[name].sibling_files(path)), path)

    return write


def table(name: str, text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


def array(name: str, **arrays: Any) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        if path.suffix == ".npy":
            np.save(path, next(iter(arrays.values())))
        else:
            np.savez_compressed(path, **arrays)
        return path

    return write


LISTS = series("stimuli/spike_times", "stimuli/array_current", "datasets/own_samples")
TABLES = series("datasets/own_samples", "datasets/own_signals")
ROWS = "time,neuron\n" + "\n".join(f"{0.5 * k},{k % 4}" for k in range(20)) + "\n"
LISTED = "pre,post,weight,delay\n" + "\n".join(f"{k},{k + 1},{0.1 * k},1.5" for k in range(20)) + "\n"
NUMBERS = {"x": np.arange(24.0).reshape(8, 3), "labels": np.arange(8)}
ENDS = {"pre": np.arange(5), "post": np.arange(5), "weight": np.ones(5)}
CASES = {
    "nir bytes": Case(written("nir"), BINARY, network, MANY_PROCESSES),
    **{f"{name} structure": Case(written(name), (structured,), whole_network, OFTEN // 4) for name in NIR},
    "npz": Case(written("npz"), (*BINARY, members), network),
    "npz members": Case(written("npz"), (members,), weights),
    "safetensors": Case(written("safetensors"), (*BINARY, strangers.worded), network),
    "safetensors as weights": Case(written("safetensors"), (*BINARY, strangers.worded), weights),
    "csv": Case(written("csv"), TEXT, network),
    "csv as weights": Case(written("csv"), TEXT, weights),
    "onnx": Case(written("onnx"), BINARY, weights, is_taken=False),
    "script's archive": Case(written("snntorch"), (*BINARY, members), network),
    "connections of a table": Case(table("c.csv", LISTED), TEXT, connection_list.read_connections),
    "connections of an archive": Case(array("c.npz", **ENDS), (*BINARY, members), connection_list.read_connections),
    "series of a table": Case(table("s.csv", ROWS), TEXT, LISTS),
    "series of a text": Case(table("s.txt", ROWS.replace(",", " ")), TEXT, LISTS),
    "series of an archive": Case(array("s.npz", **NUMBERS), (*BINARY, members), series("datasets/own_samples")),
    "series of an array": Case(array("s.npy", x=np.arange(24.0).reshape(8, 3)), BINARY, TABLES),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CASES if name != "nir bytes"])
def test_a_few_spoilt_files_give_values_or_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CASES[name].refused(SELDOM / OFTEN, 1, tmp_path, sentences)


@pytest.mark.fuzz
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", fuzz_seeds(2))
@pytest.mark.parametrize("name", CASES)
def test_many_spoilt_files_give_values_or_one_sentence(
    name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CASES[name].refused(1.0, seed, tmp_path, sentences) > 0
