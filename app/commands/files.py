"""Files dropped on the canvas: each fills what it falls on, or becomes a source of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.commands.building import Refused, add_node
from app.commands.editor import Editor
from app.commands.setting import rename, set_arrangement, set_model, set_parameter, take_places, take_series
from app.commands.synapse_setting import set_connections, set_wiring
from app.document.elements import Link, Node, NodeKind, Point
from app.document.making.drawing import free_title, usual_wiring
from app.document.signals import payload_of
from app.document.vocabulary import declared_series, model_of
from app.i18n.file_words import not_read
from app.i18n.translation import tr
from engine.files import series as series_file
from engine.files.columns import is_words
from engine.files.problem import ImportProblem
from engine.importing import connection_list, equations_file
from engine.model.data import DatasetModel, Unreadable
from engine.model.declaration import Model, Payload
from engine.model.quantities import Location, Sampled, Series, SeriesTable
from engine.model.registry import discovery
from engine.model.topology import PositionsModel
from engine.problems import Problem, declare

UNREADABLE = declare(
    "file unreadable", "{reason}", "Mend it there, or drop another table of numbers: CSV, text, NPY or NPZ."
)
NOT_HERE = declare(
    "file not here",
    "{title} takes nothing from a file.",
    "Drop spikes or signals on the canvas, connections on a link, places on a population.",
)
FOR_A_LINK = declare("file for a link", "{file} is a list of connections.", "Drop it on a link between two nodes.")
FOR_A_NEURON = declare(
    "file for a neuron", "{file} holds the equations of a neuron.", "Drop it on a population, or on the canvas."
)
FOR_A_DATASET = declare("file for a dataset", "{file} holds samples.", "Drop it on a dataset, or on the canvas.")
FOR_A_POPULATION = declare("file for a population", "{file} is a list of places.", "Drop it on a population.")

GONE = declare("file for what is gone", "What {file} fell on is no longer there.", "Drop it again.")
OTHER_CONTENT = declare(
    "file of other content",
    "{file} is called as those that {source} reads, and is not laid out as they are.",
    "Copy or download it again.",
)
EMPTY = declare("file is empty", "{file} is empty.", "Copy or download it again.")
UNKNOWN_KIND = declare(
    "file of unknown kind", "{file} is none of the kinds that can be read: {kinds}.", "Save it as one of these."
)
ONE_OF_MANY = declare(
    "file is one of many", "{file} is a single sample.", "Drop the folder in which every class has a folder of its own."
)
MAYBE_NAMES = declare(
    "numbers may be names",
    "The first line of {file} was read as numbers: {line}",
    "If these are the names of its columns, put a letter before one of them, and drop it again.",
)
NUMBERED_ANEW = declare(
    "numbered anew",
    "The lowest sender of {file}, {lowest}, became train 0.",
    "If lower ones were silent, name the column train in a first line, and its numbers stay.",
)


LONGEST_LINE = 40  # letters of one that a sentence repeats
PICTURES = 3  # dimensions of an array of pictures: samples, rows, columns


@dataclass(frozen=True)
class Take:
    """``put`` draws what a file holds, what is new at a place, and gives the id of the element that has it.

    ``doubt`` says what may be otherwise than it was read.
    """

    put: Callable[[Editor, Point], str]
    doubt: Problem | None = None


def read_file(path: Path, on: Node | Link | None) -> Take:
    """Read what falls on a node, a link or the ground; touches no document. Raises Refused with why not."""
    try:
        if not path.is_dir() and (text := equations_file.read_equations(path)) is not None:
            return _equations(text, path, on)
        is_data = isinstance(on, Node) and on.kind == NodeKind.DATASET
        if on is not None and not is_data and not _is_table(path) and source_of(path) is not None:
            raise Refused(Problem(on.id, FOR_A_DATASET, {"file": path.name}))
        if isinstance(on, Link):
            return _on_link(path, on)
        take = _on_canvas(path) if on is None else _on_node(path, on)
    except ImportProblem as problem:
        raise Refused(not_read(problem, UNREADABLE)) from problem
    return replace(take, doubt=take.doubt or _doubtful_head(path))


def take_file(editor: Editor, path: Path, on: Node | Link | None, take: Take, position: Point) -> str:
    """Take what was read, as one step; gives the id of the element that has it. Raises Refused with why not."""
    if on is not None and on.id not in editor.document.nodes.keys() | editor.document.links.keys():
        raise Refused(Problem("", GONE, {"file": path.name}))
    with editor.one_step(tr("Read {file}", file=path.name)):
        element = take.put(editor, position)
        made = editor.document.nodes.get(element)
        is_other = made is not None and isinstance(on, Node) and on.kind == NodeKind.DATASET and made.model != on.model
        if made is not None and (is_other or (on is None and _keeps(made))):
            others = {node.title for node in editor.document.nodes.values() if node is not made}
            rename(editor, element, free_title(path.name if path.is_dir() else path.stem, others))
    editor.selection.set((element,))
    return element


def _doubtful_head(path: Path) -> Problem | None:
    """That the first line may be names."""
    try:
        line = series_file.doubtful_head(path)
    except ImportProblem:
        return None  # it is no table
    shown = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
    return Problem("", MAYBE_NAMES, {"file": path.name, "line": shown}) if line else None


def _numbered_anew(path: Path, series: Mapping[str, Series]) -> Problem | None:
    """That what another program numbers is counted from the lowest on, where that is not 0."""
    if not any(s.ids for s in series.values()):
        return None
    lowest = series_file.lowest_id(series, series_file.columns_of(path))
    return Problem("", NUMBERED_ANEW, {"file": path.name, "lowest": lowest}) if lowest else None


def _keeps(made: Node) -> bool:
    """Tell whether the drawing keeps what was read, where nothing else says which file it came from."""
    model = model_of(made.model)
    return model is not None and not model.locations


def _equations(text: str, path: Path, on: Node | Link | None) -> Take:
    """A population whose neurons live by the text: the one that it falls on, or a new one."""
    if isinstance(on, Link) or (on is not None and on.kind != NodeKind.POPULATION):
        raise Refused(Problem(on.id, FOR_A_NEURON, {"file": path.name}))
    key = discovery.typed_key(discovery.find(_first("neurons", lambda m: bool(m.text))), text)

    def take(editor: Editor, position: Point) -> str:
        if on is None:
            return add_node(editor, key, position)
        set_model(editor, (on.id,), key)
        return on.id

    return Take(take)


def _on_link(path: Path, link: Link) -> Take:
    if link.synapses is None:
        raise Refused(Problem(link.id, NOT_HERE, {"title": tr("This link")}))
    connections = connection_list.read_connections(path)
    listed = usual_wiring("listed")

    def take(editor: Editor, _position: Point) -> str:
        set_wiring(editor, (link.id,), listed)
        set_connections(editor, link.id, connections)
        return link.id

    return Take(take)


def _on_node(path: Path, node: Node) -> Take:
    if node.kind == NodeKind.POPULATION:
        key = _first("positions", lambda m: bool(m.series()))
        model = discovery.find(key)
        assert issubclass(model, PositionsModel)
        places = series_file.read_model_series(path, model)

        def put(editor: Editor, _position: Point) -> str:
            set_arrangement(editor, (node.id,), key)
            take_places(editor, node.id, places)
            return node.id

        return Take(put)
    here = model_of(node.model)
    if node.kind == NodeKind.DATASET and (source := _source(path)) is not None:
        return _naming(path, source, node.id)
    if here is not None and any(_is_for(path, place) for place in here.locations.values()):
        return _naming(path, here, node.id)
    key = node.model if here is not None and here.series() else _reading(path, node.kind)
    if not key:
        raise Refused(Problem(node.id, NOT_HERE, {"title": node.title}))
    series = discovery.find(key).series()
    values = series_file.read_series(path, series)

    def fill(editor: Editor, _position: Point) -> str:
        set_model(editor, (node.id,), key)
        take_series(editor, node.id, values, series.keys())
        return node.id

    return Take(fill, _numbered_anew(path, series))


def _reading(path: Path, kind: str) -> str:
    """The model of a kind of node that takes what a table holds; "" where none does. Raises ImportProblem."""
    if kind == NodeKind.STIMULUS:
        return stimulus_for({name.casefold(): values for name, values in series_file.columns_of(path).items()})
    if kind != NodeKind.DATASET:
        return ""
    return samples_for(_columns(path)) or _first("datasets", lambda m: bool(m.series()))


def _on_canvas(path: Path) -> Take:
    if (source := _source(path)) is not None:
        return _naming(path, source)
    columns = _columns(path)
    if {"pre", "post"} <= {connection_list.ALIASES.get(name, name) for name in columns}:
        raise Refused(Problem("", FOR_A_LINK, {"file": path.name}))
    places = discovery.find(_first("positions", lambda m: bool(m.series())))
    are_lists = all(values.ndim == 1 for values in columns.values())
    if len(columns) > 1 and are_lists and _names(places) >= columns.keys():
        raise Refused(Problem("", FOR_A_POPULATION, {"file": path.name}))
    key = samples_for(columns) or stimulus_for(columns)
    model = discovery.find(key)
    values = series_file.read_model_series(path, model)

    def add(editor: Editor, position: Point) -> str:
        made = add_node(editor, key, position)
        take_series(editor, made, values, declared_series(editor.document.nodes[made]).keys())
        return made

    return Take(add, _numbered_anew(path, model.series()))


def read_with_all(paths: Sequence[Path]) -> Path | None:
    """The one of these files by which a source of samples is chosen that reads all of them, as of images and labels."""
    for path in paths:
        source = source_of(path) if path.is_file() else None
        if source is not None and set(paths) <= set(source.read_with(path)):
            return path
    return None


def _columns(path: Path) -> dict[str, np.ndarray]:
    """The columns by their names in lower case, of words only what samples have; raises ImportProblem."""
    worded = {name for model in discovery.models("datasets").values() for name in series_file.words_of(model.series())}
    columns = {n.casefold(): values for n, values in series_file.columns_of(path, PICTURES, worded).items()}
    of_numbers = {*connection_list.NAMES, *(n for model in discovery.models("stimuli").values() for n in _names(model))}
    if any(is_words(values) and name in of_numbers for name, values in columns.items()):
        series_file.columns_of(path, PICTURES)  # names the line
    return columns


def _source(path: Path) -> type[DatasetModel] | None:
    """Find the source as :func:`source_of` does.

    Raises Refused where a file is empty, called as what no source finds in it, one of many in a folder, or of no kind
    that is read.
    """
    if path.is_file() and not path.stat().st_size:
        raise Refused(Problem("", EMPTY, {"file": path.name}))
    if (source := source_of(path)) is not None:
        return source
    if (called_so := _by_name(path)) is not None:
        raise Refused(Problem("", OTHER_CONTENT, {"file": path.name, "source": tr(called_so.title)}))
    if path.is_file() and path.suffix.lower() in _endings():
        raise Refused(Problem("", ONE_OF_MANY, {"file": path.name}))
    if path.is_file() and not _is_table(path):
        own = (
            end
            for m in discovery.models("datasets").values()
            for place in m.locations.values()
            for end in place.endings
        )
        kinds = dict.fromkeys((*series_file.SUFFIXES, *(end for end in own if end.startswith("."))))
        raise Refused(Problem("", UNKNOWN_KIND, {"file": path.name, "kinds": ", ".join(kinds)}))
    return None


def source_of(path: Path) -> type[DatasetModel] | None:
    """The source of samples that reads such a file or folder where it lies."""
    sources = (m for m in discovery.models("datasets").values() if issubclass(m, DatasetModel))
    return next((model for model in sources if model.recognises(path)), None)


def _by_name(path: Path) -> type[Model] | None:
    """The source whose files are called so, where nothing else is."""
    name = path.name.casefold()
    if not path.is_file() or _is_table(path):
        return None
    sources = discovery.models("datasets").values()
    return next((m for m in sources for place in m.locations.values() if name.endswith(place.endings or ("/",))), None)


def _is_table(path: Path) -> bool:
    """Tell whether a file is called as tables and arrays are."""
    return path.name.casefold().endswith(tuple(series_file.SUFFIXES))


def _is_for(path: Path, place: Location) -> bool:
    """Tell whether a model chosen by such a place may be meant, by what the file or folder is called."""
    return path.is_dir() if place.folder else path.name.casefold().endswith(place.endings or ("",))


def _endings() -> set[str]:
    """Suffixes of files that are read as samples in folders, and in no other way."""
    sources = discovery.models("datasets").values()
    found = {ending.lower() for model in sources for ending in getattr(model, "endings", ())}
    return found - set(series_file.SUFFIXES)


def _naming(path: Path, model: type[Model], node_id: str = "") -> Take:
    """Name the file or folder, and what it says of itself, in a node that is there, or in a new one."""
    told: Mapping[str, float] = {}
    if issubclass(model, DatasetModel) and model.recognises(path):
        try:
            told = model.suggested(path)
        except Unreadable as error:
            raise Refused(Problem(node_id, error.code, {"element": tr(model.title), **error.words})) from error

    def name(editor: Editor, position: Point) -> str:
        node = node_id or add_node(editor, model.key, position)
        if editor.document.nodes[node].model != model.key and issubclass(model, DatasetModel) and model.lasting:
            set_parameter(editor, [node], "sample_time", None)  # that of data which lasted another time, or none
        set_model(editor, (node,), model.key)
        set_parameter(editor, [node], next(iter(model.locations)), str(path))
        for quantity, value in told.items():
            is_usual = value == model.parameters()[quantity].default
            set_parameter(editor, [node], quantity, None if is_usual else value)
        return node

    return Take(name)


def samples_for(columns: dict[str, np.ndarray]) -> str:
    """The source that keeps samples in the project, where they are pictures or have labels or words; else ""."""
    are_samples = any(v.ndim == PICTURES or is_words(v) for v in columns.values())
    for key, model in discovery.models("datasets").items():
        series = model.series()
        table = next((s for s in series.values() if isinstance(s, SeriesTable)), None)
        labels = next((series_file.words_of({n: s}) for n, s in series.items() if s.in_words), set())
        others = columns.keys() - series_file.words_of(series)
        if table is not None and (are_samples or columns.keys() & labels) and others:
            return key
    return ""


def stimulus_for(columns: dict[str, np.ndarray]) -> str:
    """The stimulus that these columns are for: one of events where all columns have its names, or have none and look
    like times with the numbers of trains; else one of values in time, a current unless a column has its name."""
    stimuli = {k: m for k, m in discovery.models("stimuli").items() if m.series()}
    listing = {k: m for k, m in stimuli.items() if not _is_sampled(m)}
    unnamed = all(name.isdigit() for name in columns)
    for key, model in listing.items():
        if _names(model) >= columns.keys() or (unnamed and _looks_like_events(list(columns.values()), model)):
            return key
    sampled = [k for k, m in stimuli.items() if _is_sampled(m) and _names(m) & columns.keys()]
    currents = (k for k, m in stimuli.items() if _is_sampled(m) and payload_of(k) is Payload.CURRENT)
    return sampled[0] if sampled else next(currents)


def _looks_like_events(columns: list[np.ndarray], model: type[Model]) -> bool:
    """Tell whether columns without names are times that are not equally far apart, and whole numbers beside them."""
    if len(columns) != len(model.series()) or len(columns) < 2:
        return False
    apart, rest = np.diff(columns[0]), columns[1:]
    whole = all(np.array_equal(values, np.floor(values)) and values.min() >= 0 for values in rest)
    return whole and columns[0].min() >= 0 and bool(apart.size) and float(np.ptp(apart)) > 0.0


def _is_sampled(model: type[Model]) -> bool:
    return any(isinstance(series, Sampled) for series in model.series().values())


def _names(model: type[Model]) -> set[str]:
    """Every name by which a file may call what a model lists."""
    return {alias.casefold() for name, series in model.series().items() for alias in (name, *series.known_as)}


def _first(kind: str, fits: Callable[[type[Model]], bool]) -> str:
    return next(key for key, model in discovery.models(kind).items() if fits(model))
