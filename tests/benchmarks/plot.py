"""Draw how the cost of a search grows, from what `search.py --json FILE` wrote, as an SVG.

python -m tests.benchmarks.plot FILE [OUTPUT]
"""

import json
import math
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 70, 150, 30, 50
COLOURS = ("#0b6e4f", "#54b689", "#b3261e", "#c77700", "#1f5fbf", "#7a4fbf", "#6b6b6b")


def draw(results: list[dict[str, Any]]) -> str:
    """Draw the median search of each engine over the number of sentences, both axes logarithmic."""
    series: dict[str, list[tuple[float, float]]] = {}
    for result in results:
        if "error" not in result:
            series.setdefault(result["engine"], []).append((result["sentences"], result["p50"]))
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    first, last = math.log10(min(xs)), math.log10(max(xs))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - first) / ((last - first) or 1)
        up = (math.log10(y) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18" font-size="14">Median search, milliseconds</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">sentences</text>',
    ]
    for power in range(low, high + 1):
        y = place(min(xs), 10**power)[1]
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for x in sorted(set(xs)):
        at = place(x, ys[0])[0]
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>')
    for colour, points in zip(COLOURS, series.values(), strict=False):
        placed = [place(*point) for point in sorted(points)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
    ends = sorted((place(*max(points))[1], name) for name, points in series.items())
    below = 0.0
    for y, name in ends:
        below = max(y + 4, below + 14)
        colour = COLOURS[list(series).index(name)]
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{below:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])


def main(source: str, target: str = "tests/benchmarks/search.svg") -> None:
    Path(target).write_text(draw(json.loads(Path(source).read_text())), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
