"""Results that each command without a window computes and writes."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app import platform
from app.command_line.arguments import Refusal, format_names
from app.command_line.printing import print_error
from app.command_line.progress import RunProgress
from app.command_line.report import CommandReport
from app.document.document import Document
from app.document.elements import Array
from app.document.meaning.meaning import meaning
from app.document.meaning.precision import IN_SINGLE, SINGLE, in_precision
from app.document.signals import weight_unit
from app.document.trained import edit_of_arrays
from app.document.vocabulary import model_of, part_model, recordable_of
from app.i18n.memory_words import ask_memory_demand, demand_words
from app.i18n.translation import problem_words, tr
from app.version import version
from engine import backends
from engine.checking.elements import dataset_remarks
from engine.model.link_variables import WEIGHT, VariableScope
from engine.model.registry import discovery
from engine.network.description import NetworkDescription, Recording
from engine.problems import NetworkError, Problem, declare
from engine.simulation.arrays.layout import AUTOMATIC

if TYPE_CHECKING:
    from engine.exporting.format import Format, Verification
    from engine.learning.components.method import LearningMethod
    from engine.learning.training.checkpoint import Checkpoint
    from engine.learning.training.training_progress import Callback, Progress
    from engine.learning.training.training_result import TrainingResult
    from engine.simulation.chunk import Record
    from engine.simulation.simulation import Simulation

Begin = Callable[[NetworkDescription, str], None]
Amount = tuple[int | None, int | None]
"""Numbers of spikes and of traces in a file; None where it was not to hold any."""
SPIKES = "spikes"
TIMES, VALUES = ".times", ".values"  # behind the names of arrays

NO_BACKEND = declare("no backend", "{backend} cannot be used here: {reason}", "Choose another of {backends}.")
TOO_SHORT = declare(
    "run too short", "{duration:g} ms are less than one step of {h:g} ms.", "Run for {h:g} ms or longer."
)
NO_FORMAT = declare("no format", "There is no format {name}.", "The formats are {names}.")


@contextmanager
def all_put_in_place(out: Path) -> Iterator[Path]:
    """``out`` in a temporary folder beside it; every file that is there when the block ends without an error is moved
    to where ``out`` belongs, that one last."""
    folder = out.with_name(f".{secrets.token_hex(6)}")
    folder.mkdir()
    try:
        yield folder / out.name
        made = sorted(folder.iterdir(), key=lambda path: path.name == out.name)
        for written in made:
            with written.open("rb+") as file:
                os.fsync(file.fileno())
            place = out.with_name(written.name)
            if place.exists():
                shutil.copymode(place, written)
            platform.replace(written, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def understood(document: Document) -> NetworkDescription:
    """The description of a document that can run; raises NetworkError otherwise."""
    fatal = [problem for problem in meaning(document).problems if problem.is_fatal]
    if fatal:
        raise NetworkError(fatal)
    return meaning(document).description


def data_remarks(document: Document) -> list[str]:
    """Sentences about the data that are shown: that not all are read, or that they are read in pieces."""
    return [problem_words(p) for dataset in meaning(document).description.datasets for p in dataset_remarks(dataset)]


def _demand(backend: str) -> None:
    """Raise NetworkError where this backend cannot be used here."""
    known = {backends.FASTEST: None, **backends.available()}
    reason = known.get(backend, tr("there is no backend of this name."))
    if reason is not None:
        usable = [name for name, objection in known.items() if objection is None]
        words = {"backend": backend, "reason": reason, "backends": ", ".join(usable)}
        raise NetworkError([Problem("", NO_BACKEND, words)])


@dataclass(frozen=True)
class RunOptions:
    """Options of a run: ``duration`` in ms; ``precision`` "" is float64, or float32 where only that fits."""

    duration: float
    seed: int
    backend: str
    threads: int = AUTOMATIC
    precision: str = ""


def run(
    document: Document,
    wanted: RunOptions,
    out: Path,
    report: CommandReport,
    begin: Begin = lambda _network, _bits: None,
) -> Amount:
    """Run and write a ``.npz``; gives how much it holds. ``begin`` hears of the network and its precision before.

    Of each recorder of spikes ``<title>.times`` in ms and ``<title>.neurons``, from 0; of others ``<title>.times`` in
    ms, ``<title>.values`` (rows, columns) in ``<title>.unit``, and of each column ``<title>.neurons`` or, of weights,
    ``<title>.pre`` and ``<title>.post``. Without a recorder, the spikes of every population. ``populations`` are their
    titles, ``sizes`` how many neurons each has.
    """
    _demand(wanted.backend)
    description, precision = in_precision(document, wanted.precision)
    h = description.resolution
    if wanted.duration < h / 2:
        raise NetworkError([Problem("", TOO_SHORT, {"duration": wanted.duration, "h": h})])
    from engine.simulation.operations.finite import NumericalFailure
    from engine.simulation.record_size import steps_of_run
    from engine.simulation.simulation import Simulation

    steps_of_run(wanted.duration, h, 0)  # a time that cannot be run is refused before memory is spoken of
    begin(description, precision)

    if precision == SINGLE and not wanted.precision:
        print_error(tr(IN_SINGLE))
    try:
        simulation = Simulation(
            description, seed=wanted.seed, backend=wanted.backend, precision=precision, threads=wanted.threads
        )
        record = simulation.run(wanted.duration, RunProgress(wanted.duration))
    except NumericalFailure as failure:
        raise NetworkError([failure.problem]) from failure
    recorded = _recorded(document, simulation, record)
    titles = [population.title or population.id for population in description.populations]
    sizes = [population.size for population in description.populations]
    with out.open("wb") as stream:
        np.savez_compressed(
            stream,
            allow_pickle=False,
            resolution=np.float64(h),
            duration=np.float64(record.steps * h),
            seed=np.uint64(wanted.seed),
            populations=np.array(titles, np.str_),
            sizes=np.array(sizes, np.int64),
            **recorded,
        )
    rates = {p.id: record.rate(p.id, p.size) for p in description.populations if p.id in record.spikes}
    report.add(
        duration_ms=record.steps * h, resolution_ms=h, seed=wanted.seed, backend=simulation.backend,
        threads=simulation.threads, precision=precision,
        populations=[
            {"title": title, "size": p.size, "spikes": len(record.spikes[p.id]), "rate_hz": rates[p.id]}
            for title, p in zip(titles, description.populations, strict=True) if p.id in rates
        ],
    )  # fmt: skip
    return _amount(recorded)


def _amount(recorded: Mapping[str, Array]) -> Amount:
    values = {name.removesuffix(VALUES): array.shape[1] for name, array in recorded.items() if name.endswith(VALUES)}
    trains = [
        len(array) for name, array in recorded.items()
        if name.endswith(TIMES) and name.removesuffix(TIMES) not in values
    ]  # fmt: skip
    return sum(trains) if trains else None, sum(values.values()) if values else None


def _recorded(document: Document, simulation: Simulation, record: Record) -> dict[str, Array]:
    """The arrays of every recorder, or of every population where there is none."""
    description = simulation.description
    arrays: dict[str, Array] = {}
    for recording in description.recordings:
        name = _free(recording.title or recording.id, recording.id, arrays)
        if recording.quantity == SPIKES:
            block = record.spikes[recording.element]
            kept = np.ones(len(block.steps), bool)
            if recording.indices is not None:
                kept = np.isin(block.neurons, recording.indices)
            arrays[f"{name}{TIMES}"] = block.steps[kept] * record.resolution
            arrays[f"{name}.neurons"] = block.neurons[kept]
        else:
            samples = record.samples[recording.id]
            arrays[f"{name}{TIMES}"] = samples.steps * record.resolution
            arrays[f"{name}{VALUES}"] = samples.values
            for column, of_columns in _columns(document, simulation, recording).items():
                arrays[f"{name}.{column}"] = of_columns
    if not description.recordings:
        for population in description.populations:
            name = _free(population.title or population.id, population.id, arrays)
            arrays[f"{name}{TIMES}"] = record.times(population.id)
            arrays[f"{name}.neurons"] = record.spikes[population.id].neurons
    return arrays


def _columns(document: Document, simulation: Simulation, recording: Recording) -> dict[str, Array]:
    """The neurons or synapses of the columns of samples, (columns,), and their unit."""
    chosen = slice(None) if recording.indices is None else np.asarray(recording.indices, np.int64)
    link = document.links.get(recording.element)
    if link is not None:
        variable = recordable_of(link)[recording.quantity]
        unit = variable.quantity.unit
        if variable.each is not VariableScope.SYNAPSE:
            count = simulation.values(link.id, recording.quantity).size
            return {"neurons": np.arange(count)[chosen], "unit": np.array(unit)}
        connections = simulation.connections(link.id)
        if recording.quantity == WEIGHT:
            unit = weight_unit(part_model(link, "synapse"), document.nodes[link.target])
        return {"pre": connections.pre[chosen], "post": connections.post[chosen], "unit": np.array(unit)}
    node = document.nodes[recording.element]
    model = model_of(node.model)
    unit = model.recordable()[recording.quantity].unit if model is not None else "1"
    return {"neurons": np.arange(node.size)[chosen], "unit": np.array(unit)}


def _free(title: str, element_id: str, taken: Mapping[str, object]) -> str:
    """The title as the name of an array, its id behind it where two are called the same."""
    name = title.replace("/", "-").replace("\\", "-")
    return f"{name} ({element_id})" if f"{name}{TIMES}" in taken else name


class LearntUntilThen(NetworkError):
    """A training that ended before its end; the document has the weights of ``epoch``."""

    def __init__(self, problems: Sequence[Problem], epoch: int) -> None:
        super().__init__(problems)
        self.epoch = epoch


def train_into_document(
    document: Document,
    method_name: str,
    settings: Mapping[str, float | str],
    validation: float,
    seed: int,
    backend: str,
    report: CommandReport,
    checkpoint: Path | None = None,
    log: Callback = lambda _progress: None,
) -> TrainingResult:
    """Train and put what was learnt into the document.

    Reports one line per epoch, and before them that it goes in segments or reads samples in pieces, if it does.
    A ``checkpoint`` is kept after every epoch, and gone on from where there is one. Raises Refusal where it cannot be,
    and LearntUntilThen where a training ended before its end, and not before its first epoch was whole.
    """
    from engine.circuit.device import PROCESSOR_NAMES
    from engine.learning.components.figures import last_gain
    from engine.learning.methods import methods
    from engine.learning.training.checkpoint import CheckpointProblem, CheckpointTaken
    from engine.learning.training.failing import TrainingFailed
    from engine.learning.training.fitting import fit

    _demand(backend)
    method = methods()[method_name]
    if method.stays_because and backend not in PROCESSOR_NAMES:
        report.say(stays_words(method))
    description = understood(document)
    needed = ask_memory_demand(description, method_name, settings, backend)
    if needed is not None and (needed.chosen.segments > 1 or needed.samples):
        report.say(demand_words(needed))
    before = _begun(checkpoint)
    told, warned = len(before.history) if before else 0, list[Problem]()
    if before:
        report.say(tr("Goes on behind epoch {number} of {file}", number=told, file=checkpoint))

    def listen(progress: Progress) -> bool:
        nonlocal told
        for number, epoch in enumerate(progress.history[told:], told + 1):
            shown = f"epoch {number}/{progress.epochs}  loss {epoch.loss:.4f}"
            shown += f"  training {figure_words(progress.merit, epoch.training_accuracy)}"
            if not isnan(epoch.validation_accuracy):
                shown += f"  validation {figure_words(progress.merit, epoch.validation_accuracy)}"
            report.say(f"{shown}  {epoch.seconds:.2f} s")
        for problem in progress.warnings if len(progress.history) > told else ():
            if problem not in warned:
                report.say(problem_words(problem))
                warned.append(problem)
        told = len(progress.history)
        log(progress)
        return True

    try:
        result = fit(
            description, method, seed=seed, settings=settings, validation=validation, on_progress=listen,
            checkpoint=checkpoint, resume=before, backend=backend,
        )  # fmt: skip
    except TrainingFailed as failed:
        if not failed.epoch:
            raise
        edit_of_arrays(document, failed.arrays).apply(document)
        raise LearntUntilThen(failed.problems, failed.epoch) from failed
    except CheckpointTaken as problem:
        raise Refusal(
            tr("Another training keeps itself in {file}; wait until it ends, or name another file.", file=checkpoint)
        ) from problem
    except CheckpointProblem as problem:
        raise Refusal(
            tr(
                "{file} is of another training; train as it was begun, or name another checkpoint to begin anew.",
                file=checkpoint,
            )
        ) from problem
    edit_of_arrays(document, result.arrays).apply(document)
    if result.ended_early:
        best = last_gain(result.history)
        report.say(tr("Ended early: epoch {best} was the last that was better than all before.", best=best))
    figures = [asdict(epoch) for epoch in result.history]
    report.add(epochs=figures, seconds=result.seconds, ended_early=result.ended_early)
    return result


def _begun(checkpoint: Path | None) -> Checkpoint | None:
    """Read the checkpoint of a training that is to go on; None where it begins. Raises Refusal."""
    from engine.learning.training.checkpoint import CheckpointProblem, read_checkpoint

    if checkpoint is None or not checkpoint.exists():
        return None
    try:
        return read_checkpoint(checkpoint)
    except CheckpointProblem as problem:
        raise Refusal(
            tr("{file} is there and no checkpoint that can be read; name another file.", file=checkpoint)
        ) from problem


def stays_words(method: type[LearningMethod]) -> str:
    """The reason why a method trains on the processor, whatever device there is."""
    return tr("Trains on the processor. {reason}", reason=tr(method.stays_because))


def figure_words(merit: str, value: float) -> str:
    """An accuracy in per cent, a correlation as it is."""
    return f"{100 * value:.1f}" if merit == "accuracy" else f"{value:.4f}"


def format_named(name: str) -> type[Format]:
    """The discovered format of this name; raises NetworkError."""
    from engine.exporting.formats import formats

    known = formats()
    if name not in known:
        raise NetworkError([Problem("", NO_FORMAT, {"name": name, "names": ", ".join(format_names())})])
    return known[name]


def export_verified(document: Document, chosen: type[Format], seed: int, out: Path) -> Verification:
    """Write the weights in a format of other software, read them back and compare the spikes."""
    from engine.exporting.format import VerificationTrial

    description = understood(document)
    provenance: dict[str, str | int] = {
        "software": f"Spikeloom {version()}",
        "title": document.settings.title,
        "seed": seed,
    }
    chosen.write(description, out, provenance, seed=seed)
    return chosen.verify(description, out, VerificationTrial(seed))


def difference_words(found: Verification) -> str:
    """The reason why a file was not kept."""
    counts = {"differing": found.differing_spikes, "spikes": found.spikes}
    if found.is_of_spikes:
        return tr("Read back, the file fires {differing} other spikes of {spikes}, so it was not kept.", **counts)
    return tr("Read back, the file gives {differing} other values of {spikes}, so it was not kept.", **counts)


def verification_words(found: Verification) -> str:
    """Words for what reading a file back and running it showed."""
    counts = {"differing": found.differing_spikes, "spikes": found.spikes, "samples": found.samples}
    if found.duration:
        return tr("{differing} differing spikes of {spikes} in {time} ms", time=f"{found.duration:.0f}", **counts)
    if found.is_of_spikes:
        return tr("{differing} differing spikes of {spikes} in {samples} samples", **counts)
    return tr("{differing} differing values of {spikes} in {samples} samples", **counts)


def model_rows(kind: str) -> Iterator[tuple[str, str, str]]:
    """Key, title and summary of every model of a kind, and of the learning methods."""
    found = discovery.models(kind).items()
    return ((key.removeprefix(f"{discovery.METHODS}/"), model.title, model.summary()) for key, model in found)
