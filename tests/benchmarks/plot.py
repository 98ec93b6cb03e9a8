"""Draw how each cost grows, as an SVG: search, index time, size and memory, and beside them whole answers and requests a second.

    python -m tests.benchmarks.plot SEARCH ANSWERS [OUTPUT]

SEARCH is what `search.py --json FILE` wrote, ANSWERS what `answers.py --json FILE` did.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

PANELS = (
    ("Median search, milliseconds", "p50"),
    ("Index time, seconds", "index_s"),
    ("Index size, megabytes", "size_mb"),
    ("Peak memory, megabytes", "peak_mb"),
)
# Of whole answers: the title, the names of the lines, and their values in a result.
ANSWERS: tuple[tuple[str, tuple[str, ...], Callable[[dict[str, Any]], Sequence[float]]], ...] = (
    (
        "Whole answer, milliseconds",
        ("median", "99th percentile"),
        lambda one: (one["answer"]["p50"], one["answer"]["p99"]),
    ),
    ("Requests a second over HTTP", ("one worker", "one for each core"), lambda one: one["requests"]),
)
ACROSS, WIDTH, HEIGHT = 2, 350, 270  # panels in a row, and the size of each
LEFT, RIGHT, TOP, BOTTOM = 56, 34, 34, 40  # margins within a panel
LEGEND = 34
COLOURS = ("#0b6e4f", "#0a4030", "#54b689", "#8a6d3b", "#b3261e", "#c77700", "#1f5fbf", "#7a4fbf", "#6b6b6b")

Place = Callable[[float, float], tuple[float, float]]
Series = dict[str, list[tuple[float, float]]]  # engine -> (sentences, cost)


def draw(results: list[dict[str, Any]], answers: list[dict[str, Any]]) -> str:
    """Draw a panel for each cost, engines told apart by colour, and two for whole answers; both axes logarithmic."""
    measured = [result for result in results if "error" not in result]
    colours = dict(zip(dict.fromkeys(result["engine"] for result in measured), COLOURS, strict=False))
    rows = -(-(len(PANELS) + len(ANSWERS)) // ACROSS)
    width, height = ACROSS * WIDTH, rows * HEIGHT + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_draw_legend(colours),
    ]
    for number, (title, cost) in enumerate(PANELS):
        series: Series = {}
        for result in measured:
            if result.get(cost):
                series.setdefault(result["engine"], []).append((result["sentences"], result[cost]))
        if series:  # small texts may cost no memory that shows
            parts += _draw_panel(title, series, colours, _corner_of(number))
    for number, (title, names, read) in enumerate(ANSWERS, len(PANELS)):
        series = {name: [(one["sentences"], read(one)[place]) for one in answers] for place, name in enumerate(names)}
        shades = dict(zip(names, COLOURS, strict=False))
        parts += [*_draw_panel(title, series, shades, _corner_of(number)), *_draw_legend(shades, _corner_of(number))]
    return "\n".join([*parts, "</svg>\n"])


def _corner_of(number: int) -> tuple[float, float]:
    """Return where the panel of a number begins."""
    return number % ACROSS * WIDTH, number // ACROSS * HEIGHT + LEGEND


def _draw_legend(colours: dict[str, str], corner: tuple[float, float] | None = None) -> Iterator[str]:
    """Draw which colour is whose, above all panels or at the top of the panel at a corner."""
    across, down = (16.0, 18.0) if corner is None else (corner[0] + LEFT + 10.0, corner[1] + TOP + 14.0)
    for engine, colour in colours.items():
        yield f'<circle cx="{across}" cy="{down}" r="4" fill="{colour}"/>'
        yield f'<text x="{across + 8}" y="{down + 4}">{escape(engine)}</text>'
        across += 26 + 6.8 * len(engine)


def _draw_panel(title: str, series: Series, colours: dict[str, str], corner: tuple[float, float]) -> Iterator[str]:
    points = [point for engine in series.values() for point in engine]
    bounds = [math.log10(end([point[axis] for point in points])) for axis in (0, 1) for end in (min, max)]
    low, high = math.floor(bounds[2]), math.ceil(bounds[3])
    left, bottom = corner[0] + LEFT, corner[1] + HEIGHT - BOTTOM
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - bounds[0]) / ((bounds[1] - bounds[0]) or 1)
        up = (math.log10(y) - low) / ((high - low) or 1)
        return left + across * wide, bottom - up * tall

    yield f'<text x="{left}" y="{corner[1] + 20}" font-size="13">{escape(title)}</text>'
    for power in range(low, high + 1):
        y = place(points[0][0], 10**power)[1]
        yield f'<path d="M{left} {y:.1f}h{wide}" stroke="#ddd"/>'
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>'
    for x in sorted({x for x, _ in points}):
        yield f'<text x="{place(x, 10**low)[0]:.1f}" y="{bottom + 16}" text-anchor="middle">{x:,.0f}</text>'
    yield f'<text x="{left + wide / 2}" y="{bottom + 32}" text-anchor="middle" fill="#555">sentences</text>'
    for engine, line in series.items():
        yield from _draw_line([place(*point) for point in sorted(line)], colours[engine])


def _draw_line(points: list[tuple[float, float]], colour: str) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def main() -> None:
    results, answers = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])
    output = Path(sys.argv[3]) if sys.argv[3:] else Path(__file__).with_name("search.svg")
    output.write_text(draw(results, answers), encoding="utf-8")


if __name__ == "__main__":
    main()
