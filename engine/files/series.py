"""Reads series, such as spike times or a recorded current, from tables (CSV, text) and NumPy's files.

A column belongs to the series that has its name, or one of the names that the series is known by elsewhere; without
names the columns are taken in the order of the declaration. A column of times beside a series in time gives its
interval. A table takes every column that is left, or an array of three dimensions from a NumPy file. Of a series that
may be written in words, the one column of words in a table gives the values and what they are called.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.files import npz
from engine.files.columns import Columns, demand_finite, demand_named_once, demand_whole, is_words
from engine.files.opening import demand_readable
from engine.files.problem import ImportProblem
from engine.model import loading
from engine.model.declaration import Model
from engine.model.quantities import NameList, Sampled, Series, SeriesTable

Read: TypeAlias = dict[str, NDArray[np.float64] | float | str]
LARGEST = 1 << 28  # bytes of a table
PIECE = 1 << 18  # characters of a table between two questions whether to go on
TIMES = ("time", "times", "t", "time_ms", "times_ms", "t_ms")
LONGEST_WORD = 40  # characters of one that a sentence repeats
NONE: Set[str] = frozenset()
EVEN = 1e-3  # of an interval may a time lie beside its place
POINT = re.compile(r"(?<=\d),(?=\d)")  # a comma within a number
IN_ORDER = {".gdf": ("sender", "time_ms")}  # columns, between spaces, of a kind of file that never names them
TABLES = (".csv", ".tsv", ".txt", ".dat", ".data", *IN_ORDER)
SUFFIXES = (".npz", ".npy", *TABLES)


def read_model_series(path: Path, model: type[Model]) -> Read:
    """Values of a model's series by name, of a parameter that is an interval, and of words that series are written in.

    Raises :class:`ImportProblem`.
    """
    return read_series(path, model.series())


def read_series(path: Path, series: Mapping[str, Series]) -> Read:
    """Read some series by name, in the way of :func:`read_model_series`."""
    most = 3 if any(isinstance(s, SeriesTable) for s in series.values()) else 2
    columns = columns_of(path, most, words_of(series))
    demand_finite(path, columns)
    table = next((s for s in series.values() if isinstance(s, SeriesTable)), None)
    if table is not None:
        return _with_table(path, table, series, columns)
    name, first = next(iter(series.items()))
    if len(series) == 1 and isinstance(first, Sampled):
        return _in_time(path, name, first, columns)
    return _by_name(path, series, columns)


def words_of(series: Mapping[str, Series]) -> Set[str]:
    """Names of columns, in small letters, that may hold words."""
    return {alias for name, s in series.items() if s.in_words or s.words for alias in (name, *s.known_as)}


def lowest_id(series: Mapping[str, Series], columns: Columns) -> int | None:
    """The number that is read as 0, where a column has those of another program."""
    ids = {name for s in series.values() for name in s.ids}
    return next((int(v.min()) for name, v in columns.items() if name.casefold() in ids and v.size), None)


def _by_name(path: Path, series: Mapping[str, Series], columns: Columns) -> dict[str, Any]:
    known = {alias: name for name, s in series.items() for alias in (name, *s.known_as)}
    found: dict[str, Any] = {known[c.casefold()]: v for c, v in columns.items() if c.casefold() in known}
    if not found:
        found = dict(zip(series, columns.values(), strict=False))
    first = next(iter(series))
    if first not in found:
        raise ImportProblem(
            "{file} has no column named {names}; it has {found}.",
            file=path.name,
            names=", ".join((first, *series[first].known_as)),
            found=", ".join(columns),
        )
    if any(values.ndim != 1 or len(values) != len(found[first]) for values in found.values()):
        raise ImportProblem("The columns of {file} differ in length.", file=path.name)
    for name, values in found.items():
        if series[name].whole:
            demand_whole(path, name, values)
    for column, values in columns.items():
        name = known.get(column.casefold(), "")
        if name and column.casefold() in series[name].ids and found[name] is values:
            found[name] = values - values.min()
    return found


def _with_table(path: Path, table: SeriesTable, series: Mapping[str, Series], columns: Columns) -> dict[str, Any]:
    known = {alias: name for name, s in series.items() if s is not table for alias in (name, *s.known_as)}
    there, columns = columns, {c: v for c, v in columns.items() if not is_words(v)}
    found: dict[str, Any] = {known[c.casefold()]: v for c, v in columns.items() if c.casefold() in known}
    words: dict[str, str] = {}
    for column in sorted(there.keys() - columns.keys(), key=lambda c: c.casefold() not in known):
        usual = next(n for n, s in series.items() if s.in_words)
        name = known.get(column.casefold(), usual)
        if name in found:
            raise ImportProblem(
                "The column {name} of {file} holds words beside the labels.", name=column, file=path.name
            )
        if series[name].words:
            found[name] = _from_known_words(path, column, there[column], series[name].words)
        else:
            found[name], words[series[name].in_words] = _from_words(path, column, there[column])
    timed = [c for c in columns if table.in_time and c.casefold() in TIMES and len(columns) > len(found) + 1]
    rest = [v for c, v in columns.items() if c.casefold() not in known and c not in timed]
    if not rest:
        raise ImportProblem("{file} has no columns of samples; it has {found}.", file=path.name, found=", ".join(there))
    if any(len(v) != len(rest[0]) or v.ndim > 2 for v in rest if len(rest) > 1):
        raise ImportProblem("The columns of {file} differ in length.", file=path.name)
    for column in timed:
        _interval(path, columns[column])
    for name, values in found.items():
        in_rows = not table.in_time or rest[0].ndim > 2 or isinstance(series[name], SeriesTable)
        samples = len(rest[0]) if in_rows else 1
        if series[name].in_words and len(values) == 1 and rest[0].ndim < 3:  # one label of a single signal
            samples = 1
        if values.ndim != 1 and not isinstance(series[name], SeriesTable):
            raise ImportProblem(
                "The {name} of {file} are {shape}, where one number for each of {samples} would be right: that of its "
                "class, not a column for each.",
                file=path.name, name=name, shape=" × ".join(map(str, values.shape)), samples=samples,
            )  # fmt: skip
        if len(values) != samples:
            raise ImportProblem(
                "{file} has {count} {count:value|values} of {name}, where {samples} would be right.",
                file=path.name,
                count=len(values),
                name=name,
                samples=samples,
            )
    return found | words | {table.name: rest[0] if len(rest) == 1 else np.column_stack(rest)}


def _from_words(path: Path, column: str, words: NDArray[np.str_]) -> tuple[NDArray[np.float64], str]:
    """The place of each word among all in their order, and all of them as one text."""
    names, numbers = np.unique(words, return_inverse=True)
    if not names[0]:
        raise ImportProblem("The column {name} of {file} has rows without a word.", name=column, file=path.name)
    return numbers.reshape(-1).astype(np.float64), NameList.written(names.tolist())


def _from_known_words(
    path: Path, column: str, words: NDArray[np.str_], known: Mapping[str, float]
) -> NDArray[np.float64]:
    """The value of each word of a language that is known."""
    values = {word: known.get(word.casefold()) for word in np.unique(words).tolist()}
    if (odd := next((word for word, value in values.items() if value is None), None)) is not None:
        raise ImportProblem(
            "The column {name} of {file} has “{word}”, which is none of {known}.", name=column, file=path.name,
            word=odd[:LONGEST_WORD], known=", ".join(known),
        )  # fmt: skip
    return np.array([values[word] for word in words.tolist()], np.float64)


def _interval(path: Path, times: NDArray[np.float64]) -> float:
    """The time between two rows."""
    apart = np.diff(times)
    interval = float(np.median(apart)) if apart.size else 0.0
    if interval <= 0.0 or np.abs(apart - interval).max() > EVEN * interval:
        raise ImportProblem("The times in {file} are not equally far apart.", file=path.name)
    return interval


def _in_time(path: Path, name: str, series: Sampled, columns: Columns) -> dict[str, Any]:
    timed = next((c for c in columns if c.casefold() in TIMES), None) if len(columns) > 1 else None
    rest = [v for c, v in columns.items() if c != timed]
    if any(len(v) != len(rest[0]) for v in rest):
        raise ImportProblem("The columns of {file} differ in length.", file=path.name)
    values = rest[0] if len(rest) == 1 else np.column_stack(rest)
    if not values.size or values.ndim > 2:
        raise ImportProblem("{file} holds no table of numbers.", file=path.name)
    result: dict[str, Any] = {name: values}
    if timed is not None and len(columns[timed]) > 1:
        result[series.interval] = round(_interval(path, columns[timed]), 9)
    return result


def columns_of(
    path: Path, most: int = 2, words: Set[str] = NONE, only: Container[str] | None = None, largest: int = LARGEST
) -> Columns:
    """Every column by its name, or its number where it has none; arrays have ``most`` axes.

    Where there are ``words``, columns of these names in small letters may hold words, one other column of a table, and
    lists in archives. Of an archive those arrays are read whose names in small letters are in ``only``; a table has at
    most ``largest`` bytes. Raises :class:`ImportProblem`.
    """
    demand_readable(path)
    suffix = path.suffix.casefold()
    if suffix == ".npz":
        arrays = {name: a for name, a in npz.contents(path)[0].items() if only is None or name.casefold() in only}
        kept = {name: a for name, a in arrays.items() if words and is_words(a) and a.ndim == 1 and a.size}
        return {name: kept[name] if name in kept else _numbers(path, name, a, most) for name, a in arrays.items()}
    if suffix == ".npy":
        return _array_columns(_numbers(path, "", _single(path), most))
    if suffix not in SUFFIXES:
        raise ImportProblem(
            "{file} is none of the kinds that can be read: {found}.", file=path.name, found=", ".join(SUFFIXES)
        )
    return _table(path, words, largest)


def _numbers(path: Path, name: str, array: NDArray[Any], most: int) -> NDArray[np.float64]:
    if array.dtype.kind not in "biuf" or not array.size:
        if name:
            raise ImportProblem("The array {name} of {file} is no list of numbers.", name=name, file=path.name)
        raise ImportProblem("{file} holds an array that is no list of numbers.", file=path.name)
    if array.ndim > most:
        raise ImportProblem(
            "The array {name} of {file} is {shape}; of so many dimensions none is read here.",
            name=name,
            file=path.name,
            shape=" × ".join(map(str, array.shape)),
        )
    return np.atleast_1d(array).astype(np.float64)


def _array_columns(array: NDArray[np.float64]) -> Columns:
    return {"1": array} if array.ndim != 2 else {str(c + 1): array[:, c] for c in range(array.shape[1])}


def _single(path: Path) -> NDArray[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        with path.open("rb") as file:
            return np.asarray(npy.read_array(file, allow_pickle=False))
    except npz.BROKEN as error:
        if isinstance(error, ImportProblem):
            raise
        raise ImportProblem("{file} is not a NumPy array that can be read.", file=path.name) from error


@dataclass
class _Layout:
    """The layout of a table's lines: what is between its columns, their names, and the words of those that have any."""

    separator: str | None
    names: Sequence[str]
    codes: dict[int, dict[str, int]] = field(default_factory=dict)

    def code(self, column: int, word: str) -> int:
        """The number that stands for a word of a column; a new one for a new word."""
        codes = self.codes[column]
        return codes.setdefault(word.strip(), len(codes))


def _table(path: Path, words: Set[str], largest: int) -> Columns:
    """Numbers between commas, semicolons, tabs or spaces; a first line of words names the columns.

    Between semicolons a number may have a comma for its point, as where it is written so in a language.
    """
    layout: _Layout | None = None
    separator: str | None = None
    named = IN_ORDER.get(path.suffix.casefold(), ())
    blocks: list[NDArray[np.float64]] = []
    for lines in _pieces(path, largest):
        if layout is None and lines and not named:
            separator = next((c for c in ";,\t" if c in lines[0][1]), None)
        if separator == ";":
            lines = [(number, POINT.sub(".", line)) for number, line in lines]
        if layout is None and lines:
            first, *then = (_words(path, line, separator) for _, line in lines[:2])
            odd = _odd(first)
            is_head = bool(odd) and not (words and len(odd) == 1 and then and _odd(then[0]) == odd)
            if named and len(first) != len(named):
                raise ImportProblem(
                    "{file} has {count} {count:column|columns}; those of such a file are {names}.",
                    file=path.name,
                    count=len(first),
                    names=", ".join(named),
                )
            demand_named_once(path, (word.strip() for word in first if is_head))
            layout = _Layout(separator, first if is_head else named or [str(n + 1) for n in range(len(first))])
            lines = lines[1:] if is_head else lines
        if layout is not None and lines:
            odd = _odd(_words(path, lines[0][1], layout.separator)) if words and not blocks else []
            meant = [c for c in odd if c < len(layout.names) and layout.names[c].strip().casefold() in words]
            others = [c for c in odd if c not in meant]
            layout.codes |= {c: {} for c in (*meant, *(others if len(others) == 1 else ()))}
            blocks.append(_block(path, lines, layout))
    if layout is None:
        raise ImportProblem("{file} is empty.", file=path.name)
    if not blocks:
        raise ImportProblem("{file} has names of columns but no numbers.", file=path.name)
    values = np.concatenate(blocks)
    columns: dict[str, NDArray[Any]] = {name.strip(): values[:, c] for c, name in enumerate(layout.names)}
    for column, codes in layout.codes.items():
        columns[layout.names[column].strip()] = np.array(list(codes))[values[:, column].astype(np.int64)]
    return columns


def doubtful_head(path: Path) -> str:
    """The first line of a table that is read as numbers and may be names: it counts, as no number beneath it does.

    So are columns named that nobody named, and years. "" where the first line is no such one.
    """
    if path.suffix.casefold() not in TABLES or path.suffix.casefold() in IN_ORDER or not path.is_file():
        return ""
    lines = [line for _, line in next(_pieces(path, LARGEST), [])[:2]]
    separator = next((c for c in ";,\t" if lines and c in lines[0]), None)
    first, *then = (_words(path, line, separator) for line in lines) if lines else ([],)
    counts = len(first) > 1 and all(word.isdigit() for word in first)
    steps = {int(after) - int(before) for before, after in pairwise(first)} if counts else set()
    return lines[0].strip() if steps == {1} and then and not all(word.isdigit() for word in then[0]) else ""


def _odd(words: Sequence[str]) -> list[int]:
    """The places of those that are no numbers."""
    return [place for place, word in enumerate(words) if not _is_number(word)]


def _pieces(path: Path, largest: int) -> Iterator[list[tuple[int, str]]]:
    """Lines that are no comment and not empty, with their numbers, some at a time; tells how far the file is read.

    All lines at once would be millions of things, through which Python's collector goes while the window waits.
    """
    try:
        size = path.stat().st_size
        if size > largest:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        number, passed = 0, 0
        with path.open(encoding="utf-8-sig") as file:
            while lines := file.readlines(PIECE):
                loading.tell(passed / size)
                kept = [(n, line) for n, line in enumerate(lines, number + 1) if line.strip()]
                yield [(n, line) for n, line in kept if line.lstrip()[0] not in "#%"]
                number, passed = number + len(lines), passed + sum(map(len, lines))
    except (OSError, UnicodeDecodeError) as error:
        raise ImportProblem("{file} is not a text that can be read.", file=path.name) from error


def _block(path: Path, lines: Sequence[tuple[int, str]], layout: _Layout) -> NDArray[np.float64]:
    """The numbers (lines, columns) of some lines; NumPy reads what is nothing but numbers many times as fast."""
    worded, names = layout.codes, layout.names
    with suppress(ValueError):
        values = np.loadtxt(
            [line for _, line in lines], delimiter=layout.separator, comments=None, ndmin=2, encoding=None,
            converters={c: partial(layout.code, c) for c in worded} or None, quotechar='"' if worded else None,
        )  # fmt: skip
        if values.shape == (len(lines), len(names)):
            return values
    values = np.empty((len(lines), len(names)))
    for at, (number, line) in enumerate(lines):
        words = _words(path, line, layout.separator)
        if len(words) != len(names):
            raise ImportProblem(
                "Line {line} of {file} does not hold {count} {count:number|numbers}.",
                line=number,
                file=path.name,
                count=len(names),
            )
        if not_read := [place for place in _odd(words) if place not in worded]:
            raise ImportProblem(
                "Line {line} of {file} has “{word}” in the column {name}, which is no number.",
                line=number,
                file=path.name,
                word=words[not_read[0]][:LONGEST_WORD],
                name=names[not_read[0]],
            )
        values[at] = [layout.code(c, word) if c in worded else float(word) for c, word in enumerate(words)]
    return values


def _words(path: Path, line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    try:
        words = next(csv.reader([line], delimiter=separator))
    except csv.Error as error:
        raise ImportProblem("{file} is not a table that can be read.", file=path.name) from error
    return [word.strip() for word in (words[:-1] if len(words) > 1 and not words[-1].strip() else words)]


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
