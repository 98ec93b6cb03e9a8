"""Compare searching with other engines, each on the same text in one run, and print ratios.

    python -m tests.benchmarks.search [--sizes 10000,100000] [--queries 300] [--documents FOLDER]
        [--clock cpu] [--json FILE]

Needs the extra `benchmark`. `--documents` takes real text instead of text made up by Zipf's law; the largest size
is then what it holds. A million sentences take ten minutes and 8 GB. `--clock cpu` counts the process's own
time, which tells more where the machine is shared.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.benchmarks.contenders import ENGINES
from tests.benchmarks.measure import CLOCKS, print_table, run_apart

PEER = "bm25s+numba"
SLOW_FROM = 1_000_000  # sentences, from where rank_bm25 is asked fewer queries


def run(sizes: list[int], queries: int, documents: str | None, engines: list[str], clock: str) -> list[dict[str, Any]]:
    results = []
    for size in sizes:
        for engine in engines:
            asked = 20 if engine == "rank_bm25" else queries
            arguments = [engine, str(size), str(asked), clock, *([documents] if documents else [])]
            results.append({"engine": engine, "size": size, **run_apart("tests.benchmarks.contenders", *arguments)})
            print(json.dumps(results[-1]), flush=True)
    return results


def report(results: list[dict[str, Any]]) -> None:
    """Print a row for each engine and size, beside it the ratio of the median to bm25s with numba's."""
    peers = {result["size"]: result for result in results if result["engine"] == PEER}
    heads = ["engine", "sentences", "p50 ms", "p95", "p99", "p99/p50", f"p50 / {PEER}", "index s", "index MB"]
    heads += ["peak MB", "open s", "own MB once open"]
    rows = []
    for result in results:
        if "error" in result:
            rows.append([result["engine"], result["size"], result["error"]])
            continue
        peer = peers.get(result["size"], {}).get("p50")
        row = [result["engine"], result["sentences"], *(result[point] for point in ("p50", "p95", "p99"))]
        row += [result["p99"] / result["p50"], result["p50"] / peer if peer else None]
        row += [result.get(name) for name in ("index_s", "size_mb", "peak_mb", "open_s", "open_own_mb")]
        rows.append(row)
    print_table(heads, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--documents")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--clock", default="wall", choices=CLOCKS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    results = run(sizes, given.queries, given.documents, given.engines.split(","), given.clock)
    report(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
