"""The plan of a house as an SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from tests.house.house import House, outer
from tests.house.layers import Layers
from tests.house.plan import GAP, HEAD, LINE, WIDTH, Box, Place, Plan, plan

COLOURS = {"app": ("#eaf1fb", "#4a6fa5"), "engine": ("#eef6ea", "#5b8c4a")}
"""Ground and edge of rooms."""
DOWN, ACROSS, AGAINST = "#8894a3", "#b08d3f", "#d0312d"
PADDING = 9  # pixels
LANE = 5.0  # pixels between arrows that pass side by side
THICK = 12  # imports from which an arrow is thicker
STYLE = """
text { font-family: 'DejaVu Sans', 'Segoe UI', Helvetica, sans-serif; font-size: 11px; fill: #333 }
.title { font-size: 22px; font-weight: bold } .package { font-size: 17px; font-weight: bold }
.room { font-size: 13px; font-weight: bold } .words { fill: #666; font-style: italic } .count { fill: #777 }
path { fill: none }
"""


def picture(house: House, layers: Layers) -> str:
    """A sheet: rooms in their layers, arrows that lead down, across to the engine, and against the layers."""
    sheet = plan(house, layers)
    arrows = "\n".join(_arrows(sheet))
    boxes = "\n".join(_box(place, house) for place in sheet.places.values())
    width, height = round(sheet.width), round(sheet.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f"<style>{STYLE}</style>\n<defs>{_tips()}</defs>\n"
        f'<rect width="{width}" height="{height}" fill="white"/>\n'
        f"{_title(house, sheet)}\n{arrows}\n{boxes}\n</svg>\n"
    )


def _title(house: House, sheet: Plan) -> str:
    code = sum(source.code for source in house.sources)
    said = [
        f"{len(house.sources)} files, {code:,} lines of code (no blanks, comments, docstrings, imports). A box is a "
        "room: its files and lines, what belongs there, and the rooms within.",
        "An arrow leads to what is imported; one that follows from others is left out. Its words show when the pointer "
        "rests on it.",
    ]
    keys = [
        (DOWN, "down"),
        (ACROSS, "to the engine"),
        (AGAINST, f"up or aside, against the layers: {len(sheet.against)}"),
    ]
    lines = [f'<text x="{GAP}" y="34" class="title">{escape(house.name)}</text>']
    lines += [f'<text x="{GAP}" y="{54 + 16 * i}">{escape(line)}</text>' for i, line in enumerate(said)]
    x = GAP
    for colour, words in keys:
        lines.append(f'<line x1="{x}" y1="86" x2="{x + 34}" y2="86" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<text x="{x + 42}" y="90">{words}</text>')
        x += 60 + 7 * len(words)
    for package, rows in sheet.rows.items():
        left = min(place.x for row in rows for place in row)
        lines.append(f'<text x="{left:.0f}" y="112" class="package">{package}/</text>')
    return "\n".join(lines)


def _tips() -> str:
    return "".join(
        f'<marker id="{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" style="fill:{colour}"/></marker>'
        for colour in (DOWN, ACROSS, AGAINST)
    )


def _box(place: Place, house: House) -> str:
    box = place.box
    ground, edge = COLOURS[box.package]
    tip = "\n".join(
        f"{room}: {source.says}"
        for room in sorted(house.rooms)
        if outer(room) in box.rooms
        for source in house.rooms[room]
        if source.path in {room, f"{room}/__init__.py"}
    )
    x, right, y = place.x + PADDING, place.x + WIDTH - PADDING, place.y + HEAD - LINE / 2
    lines = [
        f"<g><title>{escape(tip)}</title>",
        f'<rect x="{place.x:.0f}" y="{place.y:.0f}" width="{WIDTH}" height="{box.height:.0f}" rx="5" fill="{ground}" '
        f'stroke="{edge}"/>',
        f'<text x="{x:.0f}" y="{y:.0f}" class="room">{escape(box.title)}</text>',
        f'<text x="{right:.0f}" y="{y:.0f}" text-anchor="end" class="count">{box.count}</text>',
    ]
    for words in box.words:
        y += LINE
        lines.append(f'<text x="{x:.0f}" y="{y:.0f}" class="words">{escape(words)}</text>')
    for name, count in box.within:
        y += LINE
        lines.append(f'<text x="{x + PADDING:.0f}" y="{y:.0f}">{escape(name)}</text>')
        lines.append(f'<text x="{right:.0f}" y="{y:.0f}" text-anchor="end" class="count">{count}</text>')
    return "\n".join([*lines, "</g>"])


def _arrows(sheet: Plan) -> Iterator[str]:
    places = sheet.places
    leaving = Counter(here for here, _ in sheet.arrows)
    coming = Counter(there for _, there in sheet.arrows)
    left: Counter[Box] = Counter()
    came: Counter[Box] = Counter()
    passed: Counter[tuple[float, int]] = Counter()
    for here, there in sorted(sheet.arrows, key=lambda pair: (places[pair[0]].y, places[pair[1]].x, pair[1].title)):
        a, b = places[here], places[there]
        left[here] += 1
        came[there] += 1
        start = a.x + WIDTH * left[here] / (leaving[here] + 1)
        end = b.x + WIDTH * came[there] / (coming[there] + 1)
        is_across = here.package != there.package
        is_against = (here, there) in sheet.against
        colour = AGAINST if is_against else ACROSS if is_across else DOWN
        if is_across or a.y == b.y:
            way = _aside(a, b)
        elif b.y > a.y:
            way = _through([(start, a.bottom), *_gaps(sheet, a, b, start, end, passed), (end, b.y - 1)])
        else:
            way = _through([(start, a.y), *_gaps(sheet, b, a, end, start, passed)[::-1], (end, b.bottom + 1)])
        count = sheet.arrows[here, there]
        width = 2.4 if is_against or count >= THICK else 1.2
        yield (
            f'<path d="{way}" stroke="{colour}" stroke-width="{width}" marker-end="url(#{colour[1:]})">'
            f"<title>{here.title} → {there.title}: {count} imports</title></path>"
        )


def _gaps(
    sheet: Plan, above: Place, below: Place, start: float, end: float, passed: Counter[tuple[float, int]]
) -> list[tuple[float, float]]:
    """Points by which an arrow passes the rows between two boxes, where none stands."""
    points = []
    for row in sheet.rows[above.box.package]:
        y, bottom = row[0].y, max(place.bottom for place in row)
        if above.y < y < below.y:
            x = start + (end - start) * (y - above.y) / (below.y - above.y)
            free = [(place.x + WIDTH + other.x) / 2 for place, other in pairwise(row)]
            free += [min(x, row[0].x - GAP / 2), max(x, row[-1].x + WIDTH + GAP / 2)]
            chosen = min(free, key=lambda place: abs(place - x))
            lane = passed[y, round(chosen)]
            passed[y, round(chosen)] += 1
            chosen += LANE * ((lane + 1) // 2) * (-1) ** lane
            points += [(chosen, y), (chosen, bottom)]
    return points


def _through(points: list[tuple[float, float]]) -> str:
    """A curve that leaves and reaches every point upright."""
    (x, y), *_ = points
    way = f"M{x:.1f} {y:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (y + to_y) / 2
        way += f" C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
    return way


def _aside(a: Place, b: Place) -> str:
    """A curve from the edge of a room to that of one in the other package or in its own row."""
    first, last = (a.x + WIDTH, b.x - 1) if a.x < b.x else (a.x, b.x + WIDTH + 1)
    y, to_y = a.y + HEAD / 2, b.y + HEAD / 2
    half = (first + last) / 2
    return f"M{first:.1f} {y:.1f} C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {last:.1f} {to_y:.1f}"
