"""A loop of one's own: the same bits as training by itself, gradients and losses in one's own hands, refusals."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Network, TrainingLoop, evaluate, find, fit, load, train
from engine.circuit.circuit import circuit
from engine.learning.components.declared import PRESENT
from engine.learning.components.losses import count_cross_entropy, mean_membrane, membrane_cross_entropy, rate_penalty
from engine.learning.components.method import Batch, LearningMethod
from engine.learning.methods import methods
from engine.learning.training.checkpoint import CheckpointProblem, CheckpointTaken
from engine.learning.training.fitting import FIRST_TRAINING
from engine.learning.training.training_progress import Progress
from engine.model.functions import MS_PER_S
from engine.network.description import NetworkDescription
from engine.sampling.randomness import shuffled, stream
from engine.simulation.arrays.presentation import training_parts
from tests.engine.learning.networks import FewDigits, digits

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
EPOCHS, BATCH, SEED = 2, 50, 3
BY_GRADIENTS = ("surrogate_gradient", "smoothed_model", "e_prop", "decolle", "online_training_through_time")


def network(**changes: Any) -> NetworkDescription:
    found = digits(hidden=20, **changes)
    return replace(found, datasets=(replace(found.datasets[0], model=FewDigits),))


def same(first: Any, second: Any) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[k], second[k]) for k in first)


def plain_loop(description: NetworkDescription, method: type[LearningMethod]) -> Any:
    """Training written by hand: the order of each epoch, its batches, and a learner that takes them."""
    found, settings = circuit(description), method.complete({"epochs": EPOCHS, "batch": BATCH})
    learner = method.learner(found, settings, SEED)
    split, _ = found.dataset.model.split(found.samples, found.dataset.parameters)
    samples, _ = training_parts(found.dataset.id, np.asarray(split), found.samples.labels, SEED, 0.1)
    shown, batches = 0, -(-len(samples) // BATCH)
    for epoch in range(EPOCHS):
        order = samples[shuffled(SEED, stream(found.dataset.id, "training order"), len(samples), epoch)]
        for index in range(batches):
            part = order[index * BATCH : (index + 1) * BATCH]
            numbers = FIRST_TRAINING + shown + np.arange(len(part))
            values, labels = found.samples.values[part], found.samples.labels[part]
            learner.learn(Batch(values, labels, numbers, (epoch + index / batches) / EPOCHS))
            shown += len(part)
    return learner.arrays()


OPTIONS: dict[str, Any] = {"epochs": EPOCHS, "batch": BATCH, "seed": SEED}


@pytest.mark.parametrize("name", BY_GRADIENTS)
def test_gradients_in_ones_own_hands_give_the_bits_of_a_loop_written_by_hand_and_of_fit(name: str) -> None:
    method, description = methods()[name], network()
    training = TrainingLoop(Network(description), method=name, validation=0.1, **OPTIONS)
    counted = []
    for batch in training:
        outcome, gradients = batch.backward()
        assert outcome is batch.outcome and len(batch) == len(outcome.answers)
        batch.step(gradients)
        counted.append((batch.epoch, batch.index))
    last = training._loop.learner.arrays()
    result, fitted = training.result(), fit(description, method, validation=0.1, **OPTIONS)
    assert same(plain_loop(description, method), last) and same(result.arrays, fitted.arrays)
    assert counted == [(epoch, index) for epoch in range(EPOCHS) for index in range(len(counted) // EPOCHS)]
    assert [e.loss for e in result.history] == [e.loss for e in fitted.history]
    assert (result.accuracy, result.epoch, result.cancelled) == (fitted.accuracy, fitted.epoch, False)


def test_every_method_learns_in_a_loop_what_it_learns_by_itself() -> None:
    fitting = [m for m in methods().values() if not m.refusals(network())]
    assert len(fitting) >= len(BY_GRADIENTS)
    for method in fitting:
        net = Network(network())
        result, fitted = train(net, method=method, **OPTIONS), fit(network(), method, **OPTIONS)
        assert same(result.arrays, fitted.arrays), method
        assert evaluate(net, seed=SEED).accuracy == result.accuracy


def test_changed_gradients_move_the_weights_so() -> None:
    """Plain descent by a gradient that is doubled goes twice as far; by none nothing moves."""
    plain = {"optimizer": "momentum", "learning_rate": 0.01, "largest_gradient": 1e9, "start": PRESENT}
    moved = []
    for factor in (0.0, 1.0, 2.0):
        training = TrainingLoop(Network(network()), settings=plain, **{**OPTIONS, "epochs": 1})
        batch = next(iter(training))
        before = {key: value.copy() for key, value in training.values.items()}
        _, gradients = batch.backward()
        batch.step({key: factor * by for key, by in gradients.items()})
        moved.append({key: training.values[key] - before[key] for key in before})
        training.close()
    for key in moved[0]:
        assert not moved[0][key].any()
        np.testing.assert_allclose(moved[2][key], 2 * moved[1][key], rtol=1e-4, atol=1e-7)
    assert any(by.any() for by in moved[1].values())


def counts_loss(shown: Any, batch: Batch) -> Any:
    return count_cross_entropy(shown, batch.labels, 0.1)


@pytest.mark.parametrize("name", ["surrogate_gradient", "smoothed_model"])
def test_a_loss_of_ones_own_that_is_the_methods_gives_its_bits(name: str) -> None:
    own = train(Network(network()), method=name, loss=counts_loss, validation=0.1, **OPTIONS)
    plain = train(Network(network()), method=name, validation=0.1, **OPTIONS)
    assert same(own.arrays, plain.arrays)
    assert [e.validation_loss for e in own.history] == [e.validation_loss for e in plain.history]
    twice = train(Network(network()), method=name, loss=lambda s, b: _times(2.0, counts_loss(s, b)), **OPTIONS)
    assert twice.history[0].loss > 1.5 * own.history[0].loss


def _times(factor: float, pair: Any) -> Any:
    return factor * pair[0], factor * pair[1]


def test_a_loss_of_ones_own_reads_the_membrane_of_a_read_out_that_never_fires() -> None:
    found = network(decoder="decoders/largest_value")
    silent = replace(found.populations[1], model=find("neurons/discrete_leaky_integrator"))
    description = replace(found, populations=(found.populations[0], silent))

    def mean(shown: Any, batch: Batch) -> Any:
        return membrane_cross_entropy(mean_membrane)(shown, batch.labels, 0.1)

    own = train(Network(description), loss=mean, **OPTIONS)
    plain = train(Network(description), settings={"loss": "mean membrane"}, **OPTIONS)
    assert same(own.arrays, plain.arrays)


def test_a_penalty_of_ones_own_that_is_the_methods_gives_its_weights() -> None:
    weight, wanted = 0.05, 40.0
    time = network().datasets[0].sample_time / MS_PER_S

    def rates(counts: Any, batch: Batch) -> Any:
        penalty, slope = rate_penalty(counts["hidden"][None], wanted * time)
        return weight * penalty, {"hidden": np.broadcast_to(weight * slope, counts["hidden"].shape)}

    own = train(Network(network()), penalty=rates, **OPTIONS)
    plain = train(Network(network()), settings={"rate_weight": weight, "target_rate": wanted}, **OPTIONS)
    none = train(Network(network()), **OPTIONS)
    for key, values in plain.arrays.items():
        np.testing.assert_allclose(own.arrays[key], values, rtol=1e-4, atol=1e-6)
    assert not same(none.arrays, plain.arrays)
    assert own.history[0].loss == pytest.approx(plain.history[0].loss)


def test_a_penalty_goes_by_names_and_adds_to_the_one_of_the_settings() -> None:
    titled = replace(network(), populations=tuple(replace(p, title=p.id.upper()) for p in network().populations))
    heard = []

    def silence(counts: Any, batch: Batch) -> Any:
        heard.append({name: array.shape for name, array in counts.items()})
        return float(counts["HIDDEN"].sum()), {"HIDDEN": np.ones_like(counts["HIDDEN"])}

    settings = {"rate_weight": 0.01}
    less = train(Network(titled), penalty=silence, settings=settings, **OPTIONS)
    more = train(Network(titled), settings=settings, **OPTIONS)
    assert heard[-1] == {"HIDDEN": (40, 20)} and less.spikes_per_sample < more.spikes_per_sample


WRONG_SLOPES = [
    (lambda shown, batch: (float((shown**2).sum()), shown), "slope that the loss gives is not its own"),
    (lambda shown, batch: (float(shown.sum()), np.ones(3)), "must have the shape"),
    (lambda shown, batch: (float("nan"), shown), "must be a finite number"),
    (lambda shown, batch: 1.0, "must give a pair"),
]


@pytest.mark.parametrize(("loss", "said"), WRONG_SLOPES)
def test_a_loss_whose_slope_is_not_its_own_is_refused(loss: Any, said: str) -> None:
    with pytest.raises((ValueError, TypeError), match=said):
        train(Network(network()), loss=loss, **OPTIONS)


def test_a_slope_of_a_penalty_is_checked_unless_it_is_not_wanted() -> None:
    def wrong(counts: Any, batch: Batch) -> Any:
        return float((counts["hidden"] ** 2).sum()) * 1e-4, {"hidden": np.zeros_like(counts["hidden"])}

    with pytest.raises(ValueError, match="slope that the penalty gives is not its own"):
        train(Network(network()), penalty=wrong, **OPTIONS)
    assert len(train(Network(network()), penalty=wrong, check=False, **OPTIONS).history) == EPOCHS
    with pytest.raises(ValueError, match="penalty has a slope of"):
        train(Network(network()), penalty=lambda counts, batch: (0.0, {"nobody": 0.0}), **OPTIONS)


def test_methods_without_gradients_of_their_own_say_so() -> None:
    with pytest.raises(TypeError, match="takes no loss or penalty of one's own; these methods do: smoothed_model, sur"):
        train(Network(network()), method="e_prop", loss=counts_loss, **OPTIONS)
    with TrainingLoop(load(EXAMPLES / "wanted-spikes.spikeloom"), method="remote_supervision", epochs=1) as training:
        batch = next(iter(training))
        with pytest.raises(TypeError, match="this method has no gradients; call learn"):
            batch.backward()
        with pytest.raises(TypeError, match="moves nothing by gradients"):
            _ = training.values
        assert batch.learn().loss >= 0.0


class Loader:
    """Something that gives batches anew each time, as loaders of other libraries do; its length may be unknown."""

    def __init__(self, batches: list[list[tuple[Any, Any]]]) -> None:
        self._batches, self._epoch = batches, 0

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        self._epoch += 1
        return iter(self._batches[self._epoch - 1])


class SizedLoader(Loader):
    def __len__(self) -> int:
        return len(self._batches[0])


def test_batches_of_ones_own_that_are_the_datasets_give_its_bits() -> None:
    training = TrainingLoop(Network(network()), validation=0.1, **OPTIONS)
    shown: list[list[tuple[Any, Any]]] = [[] for _ in range(EPOCHS)]
    for batch in training:
        shown[batch.epoch].append((batch.x.copy(), batch.labels.copy()))
        batch.learn()
    plain = training.result()
    told: list[Progress] = []
    given = train(Network(network()), batches=SizedLoader(shown), validation=0.1, callbacks=[told.append], **OPTIONS)
    assert same(given.arrays, plain.arrays) and given.accuracy == plain.accuracy
    assert [e.loss for e in given.history] == [e.loss for e in plain.history]
    assert all(p.batch <= p.batches == len(shown[0]) for p in told)
    unsized = train(Network(network()), batches=Loader(shown), validation=0.1, **OPTIONS)
    assert len(unsized.history) == EPOCHS and unsized.arrays.keys() == plain.arrays.keys()


ROW = np.full((2, 64), 0.5)
BAD_BATCHES = [
    ([(ROW[:, :10], [0, 1])], "values of batch 0 must be"),
    ([(3.0 * ROW, [0, 1])], r"must lie in \[0, 1\], not from 1.5 to 1.5"),
    ([(np.nan * ROW, [0, 1])], r"must lie in \[0, 1\]"),
    ([(ROW, [0, 1, 2])], "labels of batch 0 must be"),
    ([(ROW, [0, 10])], "whole numbers from 0 to 9"),
    ([(ROW, [0.5, 1])], "whole numbers from 0 to 9"),
    ([ROW, 3], "values of batch 0|batch 0 must be a pair|batch 1 must be a pair"),
    ([7], "batch 0 must be a pair of values and labels, not int"),
    ([], "nothing was learnt in epoch 1"),
    (iter([]), "an iterator does not"),
]


@pytest.mark.parametrize(("batches", "said"), BAD_BATCHES)
def test_batches_that_cannot_be_shown_are_refused_in_a_sentence(batches: Any, said: str) -> None:
    with pytest.raises((ValueError, TypeError), match=said):
        train(Network(network()), batches=batches, **OPTIONS)


def test_who_leaves_the_loop_has_cancelled_and_keeps_the_last_whole_epoch() -> None:
    net = Network(network())
    training = TrainingLoop(net, **{**OPTIONS, "epochs": 5})
    kept = {}
    for batch in training:
        if (batch.epoch, batch.index) == (1, 1):
            kept = training._loop.best
            break
        batch.learn()
    result = training.result()
    assert result.cancelled and result.test is None and len(result.history) == 1 and result.epoch == 1
    assert same(result.arrays, kept)
    assert repr(training).startswith("<TrainingLoop: Surrogate gradient, 1 of 5 epochs, loss ")


def test_a_batch_of_which_nothing_was_learnt_counts_nothing() -> None:
    training = TrainingLoop(Network(network()), **{**OPTIONS, "epochs": 1})
    losses = []
    for batch in training:
        if batch.index == 0:
            answered = batch.answer()
            assert batch.outcome is None and len(answered.answers) == len(batch)
            continue
        losses.append((batch.learn().loss, len(batch)))
    weights = [count for _, count in losses]
    assert training.history[0].loss == pytest.approx(np.average([loss for loss, _ in losses], weights=weights))
    idle = TrainingLoop(Network(network()), **OPTIONS)
    with pytest.raises(ValueError, match="nothing was learnt in epoch 1"):
        list(idle)


def test_a_step_takes_what_is_trained_in_its_shape_and_after_going_back() -> None:
    with TrainingLoop(Network(network()), **OPTIONS) as training:
        batch = next(iter(training))
        with pytest.raises(RuntimeError, match="step needs backward first"):
            batch.step({})
        _, gradients = batch.backward()
        with pytest.raises(KeyError, match="nothing that is trained is"):
            batch.step({("nobody", "weight"): np.zeros(3)})
        with pytest.raises(ValueError, match="must have the shape"):
            batch.step({key: by[:1] for key, by in gradients.items()})


def test_callbacks_all_hear_and_one_that_says_false_ends_the_training() -> None:
    heard: list[int] = []

    def first(progress: Progress) -> bool:
        return progress.arrays is None

    def second(progress: Progress) -> None:
        if progress.arrays is not None:
            heard.append(progress.epoch)

    result = train(Network(network()), callbacks=[first, second], **{**OPTIONS, "epochs": 4})
    assert heard == [1] and result.cancelled
    heard.clear()
    assert not train(Network(network()), callbacks=[second], **OPTIONS).cancelled and heard == [1, 2]


def test_a_checkpoint_is_let_go_with_the_result_and_goes_on_in_a_loop(tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    training = TrainingLoop(Network(network()), checkpoint=path, **OPTIONS)
    with pytest.raises(CheckpointTaken):
        TrainingLoop(Network(network()), checkpoint=path, **OPTIONS)
    for batch in training:
        if batch.epoch == 1:
            break
        batch.learn()
    training.result()
    resumed = TrainingLoop(Network(network()), checkpoint=path, resume=path, **OPTIONS)
    for batch in resumed:
        assert batch.epoch == 1
        batch.learn()
    assert same(resumed.result().arrays, train(Network(network()), **OPTIONS).arrays)
    with pytest.raises(CheckpointProblem, match="of another training"):
        TrainingLoop(Network(network()), resume=path, loss=counts_loss, **OPTIONS)
    with pytest.raises(ValueError, match="a checkpoint knows no batches"):
        TrainingLoop(Network(network()), resume=path, batches=[(ROW, [0, 1])], **OPTIONS)
