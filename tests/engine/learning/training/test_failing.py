"""Trainings that fail: a sentence with place and moment, and nothing that was learnt is lost."""

import errno
import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.circuit.trained import with_arrays
from engine.datasets.own_samples import OwnSamples
from engine.learning.methods.surrogate_gradient import SurrogateGradient, SurrogateGradientLearner
from engine.learning.training import checkpoint as checkpoints
from engine.learning.training.evaluation import evaluate
from engine.learning.training.failing import TrainingFailed
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from engine.network.description import Dataset, NetworkDescription
from engine.problems import Severity
from tests.engine.learning.networks import small
from tests.engine.learning.test_membrane_losses import drawn

EPOCHS = 4
Arrays = dict[tuple[str, str], Any]


def trained(network: NetworkDescription, **more: Any) -> TrainingResult:
    settings = {"schedule": "constant", **more.pop("settings", {})}
    return fit(network, SurrogateGradient, epochs=EPOCHS, batch=200, seed=1, settings=settings, **more)


def same(one: Any, other: Any) -> bool:
    return all(np.array_equal(one[key], other[key]) for key in one)


def spoilt(monkeypatch: pytest.MonkeyPatch, at: int, spoil: Any) -> None:
    """Let something befall the learner before its batch number ``at``, from 1, of the whole training."""
    learn, seen = SurrogateGradientLearner.learn, [0]

    def learning(self: Any, batch: Any) -> Any:
        seen[0] += 1
        if seen[0] == at:
            spoil(self)
        return learn(self, batch)

    monkeypatch.setattr(SurrogateGradientLearner, "learn", learning)


def infinite_bias(learner: Any) -> None:
    learner.weights.values["out", "bias"][2] = np.nan


def out_of_memory(learner: Any) -> None:
    raise MemoryError("of a device, or of the processor")


def test_a_loss_that_is_no_number_names_layer_and_batch_and_keeps_the_whole_epochs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole: list[Any] = []
    trained(drawn(), on_progress=lambda p: whole.append(p) is None)
    kept = [p.arrays for p in whole if p.arrays is not None]
    batches = whole[0].batches
    spoilt(monkeypatch, 2 * batches + 3, infinite_bias)
    with pytest.raises(TrainingFailed) as failed:
        trained(drawn())
    (problem,) = failed.value.problems
    assert (problem.place, problem.code) == ("out", "learning.infinite")
    assert str(problem).startswith("In epoch 3, batch 3, the loss is no finite number: the membrane of out is none.")
    assert failed.value.epoch == 2 and same(kept[1], failed.value.arrays)
    monkeypatch.undo()
    again = trained(drawn(), resume=failed.value.checkpoint)
    assert same(kept[-1], again.arrays), "what is kept goes on as if nothing had been"


def test_a_gradient_that_is_no_number_moves_no_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    gradients, seen = SurrogateGradientLearner.gradients, []

    def wrong(self: Any, tape: Any, batch: Any) -> Any:
        outcome, by = gradients(self, tape, batch)
        seen.append({key: value.copy() for key, value in self.weights.values.items()})
        if len(seen) == 3:
            by["in", "weight"] = np.full_like(by["in", "weight"], np.inf)
            self.seen = self
            seen.append(self)
        return outcome, by

    monkeypatch.setattr(SurrogateGradientLearner, "gradients", wrong)
    with pytest.raises(TrainingFailed, match=r"In epoch 1, batch 3, the gradient of code → hidden is no") as failed:
        trained(small())
    assert failed.value.problems[0].place == "in" and failed.value.epoch == 0
    before, learner = seen[2], seen[3]
    assert all(np.array_equal(before[key], value) for key, value in learner.weights.values.items())
    assert all(np.isfinite(array).all() for array in failed.value.arrays.values())


def test_memory_that_runs_out_in_an_epoch_is_told_and_the_epochs_before_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt(monkeypatch, 9, out_of_memory)  # 8 batches an epoch
    with pytest.raises(TrainingFailed, match=r"Memory ran out in epoch 2, batch 1\..*smaller") as failed:
        trained(small())
    assert failed.value.epoch == 1 and isinstance(failed.value.__cause__, MemoryError)
    monkeypatch.undo()
    assert same(trained(small()).arrays, trained(small(), resume=failed.value.checkpoint).arrays)


def test_memory_that_runs_out_when_answers_are_checked_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SurrogateGradientLearner, "_answer", lambda self, batch: out_of_memory(self))
    with pytest.raises(TrainingFailed, match="Memory ran out in epoch 1, batch 6"):
        trained(small(), validation=0.2)


class NoRoom(io.BytesIO):
    """A file in memory that ends as one does for which no more can be had."""

    def write(self, content: Any) -> int:
        if self.tell() + len(content) > 1000:
            self.close()
            raise MemoryError
        return super().write(content)


def test_a_checkpoint_without_room_in_memory_is_a_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy tells of an archive that is closed."""
    kept = trained(small()).checkpoint
    monkeypatch.setattr(checkpoints, "io", SimpleNamespace(BytesIO=NoRoom))
    with pytest.raises(MemoryError):
        checkpoints.packed_checkpoint(kept)


def test_memory_that_runs_out_while_a_checkpoint_is_packed_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, write = tmp_path / "training.npz", checkpoints.write_checkpoint
    told: list[list[str]] = []

    def scarce(file: Path, checkpoint: Any) -> None:
        if len(checkpoint.history) == 2:
            raise MemoryError
        write(file, checkpoint)

    def listen(progress: Any) -> bool:
        if progress.arrays is not None:
            told.append([str(p) for p in progress.warnings if p.code == "learning.unpacked"])
        return True

    monkeypatch.setattr(checkpoints, "write_checkpoint", scarce)

    result = trained(small(), checkpoint=path, on_progress=listen)
    assert [len(words) for words in told] == [0, 1, 0, 0]
    assert told[1][0].startswith(
        "After epoch 2 training.npz could not be written: memory ran out. Close other programs"
    )
    assert same(result.arrays, trained(small()).arrays)
    assert len(checkpoints.read_checkpoint(path).history) == EPOCHS


def test_memory_that_runs_out_in_the_test_at_the_end_loses_nothing_that_was_learnt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = trained(small())
    monkeypatch.setattr("engine.learning.training.ongoing.evaluate_samples", lambda *_, **__: out_of_memory(None))
    with pytest.raises(TrainingFailed, match=f"Memory ran out in epoch {EPOCHS}, batch") as error:
        trained(small())
    assert len(error.value.checkpoint.history) == EPOCHS and same(error.value.arrays, whole.arrays)


def test_a_full_disk_stops_nothing_and_the_checkpoint_is_written_once_there_is_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, write, tries = tmp_path / "training.npz", checkpoints.write_checkpoint, list[int]()

    def full(file: Path, checkpoint: Any) -> None:
        tries.append(len(checkpoint.history))
        if len(checkpoint.history) in (2, 3):
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        write(file, checkpoint)

    monkeypatch.setattr(checkpoints, "write_checkpoint", full)
    told: list[list[str]] = []
    kept: list[int] = []

    def listen(progress: Any) -> bool:
        if progress.arrays is not None:
            told.append([str(p) for p in progress.warnings if p.code == "learning.unwritten"])
            kept.append(len(checkpoints.read_checkpoint(path).history))
        return True

    result = trained(small(), checkpoint=path, on_progress=listen)
    assert tries == [1, 2, 3, 4] and kept == [1, 1, 1, 4], "what was there before stays whole"
    assert [len(words) for words in told] == [0, 1, 1, 0]
    assert told[1][0].startswith("After epoch 2 training.npz could not be written: No space left on device.")
    assert len(result.history) == EPOCHS and not [p for p in result.warnings if p.code == "learning.unwritten"]
    assert same(result.arrays, trained(small()).arrays)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["training.npz"]


@pytest.mark.parametrize("batch", [1437, 5000, 99_999])
def test_a_batch_larger_than_the_data_is_all_of_them(batch: int) -> None:
    asked: dict[str, Any] = {"epochs": 2, "seed": 1, "memory_budget": 200_000_000}
    result = fit(small(), SurrogateGradient, batch=batch, **asked)
    assert same(result.arrays, fit(small(), SurrogateGradient, batch=1437, **asked).arrays)
    assert result.settings["batch"] == batch


def labelled(labels: list[int]) -> NetworkDescription:
    """A small network on samples of a person's own with these labels."""
    network = small()
    x = np.random.default_rng(1).random((len(labels), 64))
    own = Dataset("data", OwnSamples, {"x": x, "labels": np.array(labels), "scale": "as they are"}, sample_time=25.0)
    populations = tuple(replace(p, size=max(labels) + 1) if p.id == "out" else p for p in network.populations)
    return replace(network, datasets=(own,), populations=populations)


def lacking(result: TrainingResult) -> dict[str, str]:
    told = [p for p in result.warnings if p.code == "learning.lacking"]
    assert all(p.place == "data" and p.severity is Severity.WARNING for p in told)
    return {str(p.values["split"]): str(p) for p in told}


def test_classes_that_a_part_lacks_and_classes_of_one_sample_are_named_and_trained_all_the_same() -> None:
    assert lacking(trained(labelled([0, 1, 2] * 20), validation=0.2)) == {}
    network = labelled([0, 1] * 20 + [2])
    result = trained(network, validation=0.2)
    told = lacking(result)
    assert set(told) == {"validation", "test"} and "No sample of 2 is in the test part of data" in told["test"]
    assert "1 of 3 classes" in told["test"]
    assert result.confusion is not None and result.confusion.shape == (3, 3) and not result.confusion[2].any()
    assert evaluate(with_arrays(network, result.arrays), seed=1).accuracy == result.accuracy
    gap = lacking(trained(labelled([0, 1, 3] * 20)))
    assert "No sample of 2 is in the training part" in gap["training"] and set(gap) == {"training", "test"}
    only = lacking(trained(labelled([0, 1])))
    assert only == {}, "without a test part there is nothing that it could lack"


def test_a_share_that_holds_back_no_sample_is_told() -> None:
    """The last epoch was taken for the best, and nothing said why."""
    for share, told in ((0.001, 1), (0.2, 0), (0.0, 0)):
        result = trained(labelled([0, 1, 2] * 20), validation=share)
        found = [str(p) for p in result.warnings if p.code == "learning.none_held"]
        assert len(found) == told
    found = [str(p) for p in trained(labelled([0, 1, 2] * 20), validation=0.001).warnings]
    assert "No sample of data chooses the best epoch: 0.001 of the 48, class by class, are none." in " ".join(found)


def test_what_a_killed_training_left_of_a_checkpoint_goes_and_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each kill could leave a file as large as the checkpoint, for ever."""
    path, other = tmp_path / "kept [1].npz", tmp_path / "other.npz"

    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr("engine.files.atomic.os.fsync", killed)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # nobody cleans up behind a process that is killed
    for file in (path, path, other):
        with pytest.raises(Killed):
            trained(small(), checkpoint=file)
    monkeypatch.undo()
    assert len(list(tmp_path.glob(".*.tmp.npz"))) == 3
    trained(small(), checkpoint=path)
    assert path.exists() and len(list(tmp_path.glob(".*.tmp.npz"))) == 1, "that of the other training"
