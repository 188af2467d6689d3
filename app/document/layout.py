"""Auto-layout: nodes in layers from left to right, as the signal runs.

After Sugiyama, Tagawa & Toda (1981), IEEE Transactions on Systems, Man, and Cybernetics 11(2), 109-125,
10.1109/TSMC.1981.4308636: cycles are broken by a depth-first search, layers are longest paths, crossings are reduced
by the median of neighbours: Eades & Wormald (1994), Algorithmica 11, 379-403, 10.1007/BF01187020.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from statistics import mean, median

from app.document.document import Document, Point
from app.document.grouping import stand_in
from app.document.vocabulary import NOTE

Size = tuple[float, float]
GRID = 24.0
LAYER_GAP = 144.0  # room for a badge between two layers
NODE_GAP = 72.0
LANE_GAP = 48.0
LANE = (0.0, GRID)  # the room of a link that passes a layer
BETWEEN = "\0"  # in no id
LABELS = "labels"
SWEEPS = 8


def layered(document: Document, sizes: Mapping[str, Size]) -> dict[str, Point]:
    """New position of every node of one level, on the grid, around where they were.

    Notes stay, but for those on which a node would lie. ``sizes`` has the nodes of the level; a link of a node within
    a group is one of the group.
    """
    ids = [i for i in document.nodes if i in sizes and document.nodes[i].kind != NOTE]
    if not ids:
        return {}
    below = _acyclic(document, ids)
    above: dict[str, list[str]] = defaultdict(list)
    for source, targets in below.items():
        for target in targets:
            above[target].append(source)
    layers = _layers(ids, below, above)
    heights = {i: document.nodes[i].position[1] for i in ids}
    lanes = _with_lanes(layers, below, above, heights, _going_under(document, ids))
    _order(layers, below, above, heights, lanes)
    placed = _placed(layers, above, dict(sizes) | dict.fromkeys(lanes, LANE), lanes)
    placed = {i: at for i, at in placed.items() if i not in lanes}
    old, new = _middle(document, ids), _middle_of(placed)
    dx, dy = _on_grid(old[0] - new[0]), _on_grid(old[1] - new[1])
    placed = {i: (x + dx, y + dy) for i, (x, y) in placed.items()}
    return placed | _notes_aside(document, sizes, placed)


def _notes_aside(document: Document, sizes: Mapping[str, Size], placed: Mapping[str, Point]) -> dict[str, Point]:
    """Notes on which something would lie, each above or below all of it, whichever is nearer; the others stay."""
    boxes = {i: _box(at, sizes[i]) for i, at in placed.items()}
    ends = min(box[1] for box in boxes.values()) - LAYER_GAP, max(box[3] for box in boxes.values()) + LAYER_GAP
    notes = {i: _box(document.nodes[i].position, sizes[i]) for i in sizes if i not in placed}
    covered = {i: box for i, box in notes.items() if any(_overlap(box, other) for other in boxes.values())}
    standing = [box for i, box in notes.items() if i not in covered]
    moved: dict[str, Point] = {}
    for i, (left, top, _, bottom) in covered.items():
        goes_down = top + bottom > sum(ends)
        y = _on_grid(ends[1] if goes_down else ends[0] - sizes[i][1])
        while any(_overlap(_box((left, y), sizes[i]), other) for other in standing):
            y += GRID if goes_down else -GRID
        moved[i] = (left, y)
        standing.append(_box(moved[i], sizes[i]))
    return moved


def _box(at: Point, size: Size) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    return at[0], at[1], at[0] + size[0], at[1] + size[1]


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes have less than a step of the grid between them."""
    return all(one[k] < other[k + 2] + GRID and other[k] < one[k + 2] + GRID for k in (0, 1))


def _acyclic(document: Document, ids: list[str]) -> dict[str, list[str]]:
    """Targets of every node, without self-loops and with each cycle cut at the link that closes it."""
    targets: dict[str, list[str]] = {i: [] for i in ids}
    level = document.nodes[ids[0]].group
    for link in document.links.values():
        source, target = (stand_in(document, end, level) for end in (link.source, link.target))
        if source in targets and target in targets and source != target and target not in targets[source]:
            targets[source].append(target)
    entered = {target for reached in targets.values() for target in reached}
    starts = [i for i in ids if i not in entered] + ids
    kept: dict[str, list[str]] = {i: [] for i in ids}
    state: dict[str, bool] = {}  # False while open on the path, True when done
    for start in starts:
        if start in state:
            continue
        state[start] = False
        path = [(start, iter(targets[start]))]
        while path:
            node, remaining = path[-1]
            target = next(remaining, None)
            if target is None:
                state[node] = True
                path.pop()
            elif target not in state:
                kept[node].append(target)
                state[target] = False
                path.append((target, iter(targets[target])))
            elif state[target]:
                kept[node].append(target)
    return kept


def _layers(ids: list[str], below: Mapping[str, list[str]], above: Mapping[str, list[str]]) -> list[list[str]]:
    """Longest path from a source; sources then move right, next to what they feed."""
    depth: dict[str, int] = {}
    waiting = {i: len(above.get(i, [])) for i in ids}
    ready = [i for i in ids if not waiting[i]]
    order: list[str] = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        depth[node] = max((depth[parent] + 1 for parent in above.get(node, [])), default=0)
        for child in below[node]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    for node in reversed(order):
        if not above.get(node) and below[node]:
            depth[node] = min(depth[child] for child in below[node]) - 1
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in ids:
        layers[depth[node]].append(node)
    return [layer for layer in layers if layer]


def _with_lanes(
    layers: list[list[str]],
    below: dict[str, list[str]],
    above: dict[str, list[str]],
    heights: dict[str, float],
    under: set[tuple[str, str]],
) -> set[str]:
    """Put a lane into every layer that a link passes, else it would lead behind what stands there; their ids.

    Neighbours and heights are told of them, too; links that go ``under`` all nodes need none. There are none where they
    would be more than nodes: such a crowd of links is not followed one by one, and nodes would stand far apart.
    """
    depth = {i: number for number, layer in enumerate(layers) for i in layer}
    passing = [(s, t) for s in below for t in below[s] if depth[t] > depth[s] + 1 and (s, t) not in under]
    if sum(depth[target] - depth[source] - 1 for source, target in passing) > len(depth):
        return set()
    lanes: set[str] = set()
    for source, target in passing:
        passed = range(depth[source] + 1, depth[target])
        way = [f"{source}{BETWEEN}{target}{BETWEEN}{number}" for number in passed]
        for lane, number in zip(way, passed, strict=True):
            layers[number].append(lane)
            heights[lane] = heights[source]
        for before, behind in pairwise((source, *way, target)):
            below.setdefault(before, []).append(behind)
            above[behind].append(before)
        below[source].remove(target)
        above[target].remove(source)
        lanes.update(way)
    return lanes


def _going_under(document: Document, ids: list[str]) -> set[tuple[str, str]]:
    """Pairs of nodes that are linked by labels alone."""
    level = document.nodes[ids[0]].group
    pairs: dict[tuple[str, str], bool] = {}
    for link in document.links.values():
        source, target = (stand_in(document, end, level) for end in (link.source, link.target))
        if source is not None and target is not None:
            pair = source, target
            pairs[pair] = pairs.get(pair, True) and link.source_port == LABELS
    return {pair for pair, is_under in pairs.items() if is_under}


def _order(
    layers: list[list[str]],
    below: Mapping[str, list[str]],
    above: Mapping[str, list[str]],
    heights: Mapping[str, float],
    lanes: set[str],
) -> None:
    """Sort every layer by the median place of its neighbours, down and up in turn; of those alike lanes go straight."""
    for layer in layers:
        layer.sort(key=lambda i: heights[i])
    place = {i: index for layer in layers for index, i in enumerate(layer)}
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        neighbours = above if downwards else below
        for layer in layers if downwards else reversed(layers):
            wanted = {i: median([place[n] for n in neighbours[i]]) if neighbours.get(i) else place[i] for i in layer}
            layer.sort(key=lambda i: (wanted[i], i not in lanes))
            place.update((i, index) for index, i in enumerate(layer))


def _placed(
    layers: list[list[str]], above: Mapping[str, list[str]], sizes: Mapping[str, Size], lanes: set[str]
) -> dict[str, Point]:
    """Columns from left to right; a node stands level with what feeds it where there is room, by lanes where it is."""
    placed: dict[str, Point] = {}
    x = 0.0
    for layer in layers:
        width = max(sizes[i][0] for i in layer)
        taken = float("-inf")
        for place, i in enumerate(layer):
            own, before = sizes[i][1], layer[place - 1 : place]
            taken += LANE_GAP if lanes.intersection((i, *before)) else NODE_GAP
            feeding = [p for p in above.get(i, []) if p in lanes] or above.get(i, [])
            fed_by = [placed[p][1] + sizes[p][1] / 2 for p in feeding]
            wanted = mean(fed_by) - own / 2 if fed_by else max(taken, -own / 2)
            y = _on_grid(max(wanted, taken))
            placed[i] = (_on_grid(x + (width - sizes[i][0]) / 2), y if y >= taken else y + GRID)
            taken = placed[i][1] + own
        x = _on_grid(x + width + LAYER_GAP)
    return placed


def _on_grid(length: float) -> float:
    return round(length / GRID) * GRID


def _middle(document: Document, ids: list[str]) -> Point:
    return _middle_of({i: document.nodes[i].position for i in ids})


def _middle_of(positions: Mapping[str, Point]) -> Point:
    xs, ys = [x for x, _ in positions.values()], [y for _, y in positions.values()]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
