"""Runs benchmarks and prints what they measured as a Markdown table. Started by scripts/bench, which publishes what they need."""

import importlib
import os
import sys

from place import Place, Skip, machine

BENCHMARKS = {
    "import": "importing",
    "archive": "archive",
    "nothing": "nothing",
    "regions": "regions",
    "killed": "killed",
    "transfer": "transfer",
    "publishing": "publishing",
    "ending": "ending",
    "verify": "verify",
    "batch": "batch",
}


def main(published, names):
    rows, load = [], os.getloadavg()[0]
    for name in names or BENCHMARKS:
        print(f"{name} ...", flush=True)
        place = Place(published)
        try:
            rows += importlib.import_module(BENCHMARKS[name]).measure(place)
        except Skip as why:
            rows.append((name, "", f"not measured: {why}", None))
        finally:
            place.close()

    print("\n| what | reach | measured | reached |\n|---|---|---|---|")
    for what, bound, figure, reached in rows:
        print(f"| {what} | {bound} | {figure} | {'-' if reached is None else 'yes' if reached else 'NO'} |")
    print(f"\nOn {machine()}. Medians of several rounds, the sides in turn; in brackets the least and the most. "
          f"Load when it began: {load:.1f}.")
    if load > len(os.sched_getaffinity(0)) / 2:
        print("The machine was busy with other work: times, and ratios of times, are not to be relied on.")
    return 1 if any(reached is False for *_, reached in rows) else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1], sys.argv[2:]))
