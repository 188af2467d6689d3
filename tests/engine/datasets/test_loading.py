"""Whoever waits for data hears how much is read, and can say that it is not wanted any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.datasets.event_folders import EventFolders
from engine.datasets.idx_files import IdxFiles
from engine.datasets.shd_files import ShdFiles
from engine.datasets.spike_tables import SpikeTables
from engine.files import series as series_file
from engine.model.data import DatasetModel
from engine.model.loading import GivenUp, heard_by
from engine.network.description import Dataset
from engine.progress import Cancelled, Work
from engine.samples import files as _files
from tests.engine.datasets.files import gestures, mnist, shd

Case = tuple[type[DatasetModel], dict[str, Any]]


def recordings(folder: Path) -> Case:
    return EventFolders, {"folder": str(gestures(folder)), "duration": 20.0}


def images(folder: Path) -> Case:
    return IdxFiles, {"file": str(mnist(folder, train=400, test=100))}


def table(folder: Path) -> Case:
    rows = "".join(f"{k // 10},{k % 10},{k % 7},{k // 10 % 2}\n" for k in range(1000))
    (folder / "a.csv").write_text("sample,time,channel,label\n" + rows, encoding="utf-8")
    return SpikeTables, {"file": str(folder / "a.csv")}


@pytest.mark.parametrize("make", [recordings, images, table])
def test_the_share_that_is_read_grows_and_saying_no_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Case]
) -> None:
    monkeypatch.setattr(_files, "PIECE", 1000)
    monkeypatch.setattr(series_file, "PIECE", 1000)
    model, values = make(tmp_path)
    told: list[float] = []
    with pytest.raises(GivenUp), heard_by(lambda share: told.append(share) or len(told) < 4):  # type: ignore[func-returns-value]
        model.load(values)
    assert len(told) == 4
    told.clear()
    with heard_by(lambda share: told.append(share) or True):  # type: ignore[func-returns-value]
        samples = model.load(values)
    assert len(samples.labels) > 9 and len(told) > 4
    assert told == sorted(told) and 0.0 <= told[0] < 0.2 and 0.8 < told[-1] <= 1.0
    told.clear()
    with heard_by(lambda share: told.append(share) or True):  # type: ignore[func-returns-value]
        assert model.load(values) is samples
    assert not told


def test_a_process_that_reads_is_ended_with_who_waited_for_it(tmp_path: Path) -> None:
    values = {"file": str(shd(tmp_path / "train.h5", [([0.1], [3])], [0])), "duration": 100.0}
    asked: list[float] = []
    with pytest.raises(GivenUp), heard_by(lambda share: asked.append(share) or False):  # type: ignore[func-returns-value]
        ShdFiles.load(values)
    assert len(asked) == 1 and len(ShdFiles.load(values).labels) == 1


def test_two_that_want_the_same_read_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, values = recordings(tmp_path)
    begun, go, read = threading.Event(), threading.Event(), []

    def slowly(items: Any) -> Any:
        read.append(len(items))
        begun.set()
        assert go.wait(20)
        yield from items

    monkeypatch.setattr("engine.model.loading.pieces", slowly)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(model.load(values))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    with pytest.raises(GivenUp), heard_by(lambda _share: False):
        model.load(values)  # it waits for the others, and need not
    go.set()
    for thread in threads:
        thread.join(20)
    assert len(read) == 1 and found[0] is found[1]


def test_a_run_that_is_cancelled_while_it_reads_does_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, values = recordings(tmp_path)
    seen, ended = threading.Event(), threading.Event()

    def forever(**_: Any) -> Any:
        from engine.model import loading

        seen.set()
        try:
            while True:
                loading.tell(0.5)
        except GivenUp:
            ended.set()
            raise

    monkeypatch.setattr(model, "read", classmethod(lambda cls, _values: forever()))
    with pytest.raises(Cancelled):
        Work(lambda _share: not seen.is_set()).run_in_thread(Dataset("d", model, values).samples)
    assert ended.wait(20)
