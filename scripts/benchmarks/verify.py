"""Verifying 67 regions' outputs of 20 scenes each, against a loop over rasterio that makes the same checks."""

import json
import os
import subprocess

from place import HERE, Skip, find_catalog, median, real_workload, settle, spread

PYTHON = "/usr/bin/python3"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
WHOLE_ROUNDS = int(os.environ.get("BENCH_WHOLE_ROUNDS", ROUNDS))
SCENES = 20


def measure(place):
    if subprocess.run([PYTHON, "-c", "import rasterio, geopandas"], capture_output=True, check=False).returncode != 0:
        raise Skip("python3-rasterio and python3-geopandas are not installed")
    workload, (home, bucket, made) = real_workload(place), outputs(place)
    whole = sum(os.path.getsize(os.path.join(folder, file)) for folder, _, files in os.walk(os.path.join(bucket, "1_download_merge_and_clip"))
                for file in files)
    settle()

    figures = {"quick": [], "deep": [], "few": [], "scenes": [], "whole": []}
    for round_ in range(ROUNDS):
        for step in ("quick", "deep") if round_ < WHOLE_ROUNDS else ("quick",):
            result = place.run("verify.ps1", step, workload, bucket, home=home)
            if result["passed"] != made["regions"]:
                raise RuntimeError(f"{step}: {result['passed']:.0f} of {made['regions']:.0f} passed")
            figures[step].append(result)
        for mode in ("few", "scenes", "whole") if round_ < WHOLE_ROUNDS else ("few",):
            figures[mode].append(loop(bucket, mode, made["regions"]))
        print(f"  verify, round {round_ + 1}: " + ", ".join(
            f"{name} {rows[-1]['seconds']:.2f} s ({rows[-1]['processor']:.2f} s of processors)" for name, rows in figures.items()
            if len(rows) > round_), flush=True)

    def ratio(theirs, ours, what):
        return [a[what] / b[what] for a, b in zip(figures[theirs], figures[ours])]

    what = f"{made['regions']:.0f} regions of up to 4 Mpx x {SCENES} scenes, {whole / 1e9:.1f} GB"
    fast, lean, deep = ratio("scenes", "quick", "seconds"), ratio("few", "quick", "seconds"), ratio("whole", "deep", "seconds")
    peak = max(row["peakMB"] for row in figures["deep"])
    share = max(row["bytes"] for row in figures["quick"]) / whole
    one = median([row["one"] for row in figures["quick"]])
    return [
        (f"{what}, layers 1 to 3", "10 x faster than a rasterio loop",
         f"{median(fast):.0f} x ({spread(fast, 0)}): {median([row['seconds'] for row in figures['quick']]):.2f} s; of processor time "
         f"{median(ratio('scenes', 'quick', 'processor')):.0f} x; {median(lean):.1f} x ({spread(lean, 1)}) one that knows our trick and looks at "
         f"a few rows, of processor time {median(ratio('few', 'quick', 'processor')):.1f} x",
         median(fast) >= 10),
        ("the same, `-Deep`", "faster than the loop, under 300 MB",
         f"{median(deep):.1f} x ({spread(deep, 1)}), {median([row['seconds'] for row in figures['deep']]):.1f} s; of processor time "
         f"{median(ratio('whole', 'deep', 'processor')):.1f} x; peak {peak:.0f} MB", median(deep) > 1 and peak < 300),
        ("bytes asked of the store for layers 1 to 3", "under 2 % of the files", f"{share:.2%}", share < 0.02),
        ("one region, warm", "under 100 ms", f"{one * 1000:.0f} ms", one < 0.1),
    ]


def outputs(place):
    """Home, bucket and counts of outputs: those kept in BENCH_VERIFY_KEPT from the last time, else new ones."""
    kept = os.environ.get("BENCH_VERIFY_KEPT")
    folder = kept or place.fresh("verify")
    home, bucket, note = (os.path.join(folder, name) for name in ("home", "bucket", "made.json"))
    if not os.path.exists(note):
        limit = os.environ.get("BENCH_VERIFY_REGIONS", "1000")
        made = place.run("verify.ps1", "make", real_workload(place), bucket, limit, home=home, SAMPLE_SCENES=str(SCENES))
        if made["regions"] != made["succeeded"]:
            raise RuntimeError(f"of {made['regions']:.0f} regions {made['succeeded']:.0f} were made")
        with open(note, "w", encoding="ascii") as file:
            json.dump(made, file)
    with open(note, encoding="ascii") as file:
        return home, bucket, json.load(file)


def loop(bucket, mode, tasks):
    done = subprocess.run([PYTHON, os.path.join(HERE, "verify_loop.py"), bucket, find_catalog(), mode], text=True, capture_output=True, check=True)
    result = {name: float(value) for name, _, value in (line.partition("=") for line in done.stdout.split())}
    if result["faults"] or result["tasks"] != tasks:
        raise RuntimeError(f"the loop found {result['faults']:.0f} faults in {result['tasks']:.0f} tasks: {done.stderr}")
    return result
