"""Results that each command without a window computes and writes."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app import platform
from app.command_line.arguments import Refusal, format_names
from app.command_line.printing import print_error
from app.command_line.progress import RunProgress
from app.document.document import Document
from app.document.elements import Array
from app.document.meaning.meaning import meaning
from app.document.meaning.precision import IN_SINGLE, SINGLE, in_precision
from app.document.signals import weight_unit
from app.document.vocabulary import model_of, part_model, recordable_of
from app.i18n.run_memory import run_memory
from app.i18n.translation import problem_words, sentences, tr
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


def demand_backend(backend: str) -> None:
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
    begin: Begin = lambda _network, _bits: None,
) -> tuple[Amount, dict[str, Any]]:
    """Run and write a ``.npz``; gives how much it holds, and figures. ``begin`` hears of the network before.

    Of each recorder of spikes ``<title>.times`` in ms and ``<title>.neurons``, from 0; of others ``<title>.times`` in
    ms, ``<title>.values`` (rows, columns) in ``<title>.unit``, and of each column ``<title>.neurons`` or, of weights,
    ``<title>.pre`` and ``<title>.post``. Without a recorder, the spikes of every population. ``populations`` are their
    titles, ``sizes`` how many neurons each has.
    """
    demand_backend(wanted.backend)
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
    figures = {
        "duration_ms": record.steps * h, "resolution_ms": h, "seed": wanted.seed, "backend": simulation.backend,
        "threads": simulation.threads, "precision": precision,
        "populations": [
            {"title": title, "size": p.size, "spikes": len(record.spikes[p.id]), "rate_hz": rates[p.id]}
            for title, p in zip(titles, description.populations, strict=True) if p.id in rates
        ],
    }  # fmt: skip
    return _amount(recorded), figures


def memory_check(is_agreed: bool) -> Begin:
    """Says what a run takes of memory before it begins; refuses where that is much, unless it ``is_agreed``."""

    def told(network: NetworkDescription, precision: str) -> None:
        memory = run_memory(network, precision)
        if memory.is_much and not is_agreed:
            raise Refusal(sentences(memory.words, tr("Add --yes to run it all the same.")))
        print_error(memory.words)

    return told


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
        return tr(
            "Read back, the file fires {differing} other {differing:spike|spikes} of {spikes}, so it was not kept.",
            **counts,
        )
    return tr(
        "Read back, the file gives {differing} other {differing:value|values} of {spikes}, so it was not kept.",
        **counts,
    )


def verification_words(found: Verification) -> str:
    """Words for what reading a file back and running it showed."""
    counts = {"differing": found.differing_spikes, "spikes": found.spikes, "samples": found.samples}
    if found.duration:
        return tr(
            "{differing} differing {differing:spike|spikes} of {spikes} in {time} ms",
            time=f"{found.duration:.0f}",
            **counts,
        )
    if found.is_of_spikes:
        return tr(
            "{differing} differing {differing:spike|spikes} of {spikes} in {samples} {samples:sample|samples}", **counts
        )
    return tr(
        "{differing} differing {differing:value|values} of {spikes} in {samples} {samples:sample|samples}", **counts
    )


def model_rows(kind: str) -> Iterator[tuple[str, str, str]]:
    """Key, title and summary of every model of a kind, and of the learning methods."""
    found = discovery.models(kind).items()
    return ((key.removeprefix(f"{discovery.METHODS}/"), model.title, model.summary()) for key, model in found)
