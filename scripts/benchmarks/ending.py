"""From a script's end to its result record: scenes that went up while it ran, against uploading all of them afterwards."""

import os
import shutil
import subprocess
import time

from place import ROOT, median, settle, spread
from sink import Sink
from transfer import BOTO3

ROUNDS = 3
SCENES = 240
SECONDS = 10
SCRIPTS = "s3://bucket/scripts/greenland-glacier-flow"
SCRIPT = "1_download_merge_and_clip/sentinel2/download_merge_clip_sentinel2.py"
TASK = {"SATELLITE": "sentinel2", "REGION": "134_Arsuk", "DATE1": "2025-08-01", "DATE2": "2025-08-31", "S3_BUCKET": "bucket"}

# Writes scenes as the production script does, evenly over the time, and notes when it ended. Each is a TIFF of 1.2 MB of its own pixels.
WRITER = """
import argparse, os, random, struct, time

WIDTH = HEIGHT = 775
parser = argparse.ArgumentParser()
parser.add_argument("--base_dir")
parser.add_argument("--regions")
known, _ = parser.parse_known_args()
home = f"{known.base_dir}/{known.regions}"
for folder in ("clipped", "metadata/individual_csv", "metadata/combined_csv"):
    os.makedirs(f"{home}/{folder}", exist_ok=True)
entries = [(256, 4, WIDTH), (257, 4, HEIGHT), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 122), (277, 3, 1), (278, 4, HEIGHT),
           (279, 4, WIDTH * HEIGHT * 2)]
head = b"II*\\0" + struct.pack("<IH", 8, len(entries)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in entries) + bytes(4)
source, rows, began = random.Random(7), [], time.monotonic()
scenes, seconds = int(os.environ["BENCH_SCENES"]), float(os.environ["BENCH_SECONDS"])
for number in range(scenes):
    name = f"S2A_MSIL2A_202508{number % 28 + 1:02}T{number:06}_N0511_R096"
    with open(f"{home}/clipped/{name}.tif", "wb") as file:
        file.write(head + source.randbytes(WIDTH * HEIGHT * 2))
    with open(f"{home}/metadata/individual_csv/{name}.csv", "w") as file:
        file.write(f"{name},{name}_B08.tif")
    rows.append(f"{name},{name}_B08.tif")
    time.sleep(max(0, began + (number + 1) * seconds / scenes - time.monotonic()))
with open(f"{home}/metadata/combined_csv/{known.regions}.csv", "w") as file:
    file.write("0,1\\n" + "\\n".join(rows) + "\\n")
with open(os.environ["BENCH_END"], "w") as file:
    file.write(str(time.time()))
"""


def measure(place):
    workload = os.path.join(place.folder, "workload")
    shutil.copytree(os.path.join(ROOT, "samples", "workload"), workload, ignore=shutil.ignore_patterns("__pycache__"))
    with open(os.path.join(workload, SCRIPT), "w", encoding="utf-8") as file:
        file.write(WRITER)
    figures = {side: [] for side in ("ours", "boto3", "engine")}
    with Sink(place) as sink:
        for round_ in range(ROUNDS):
            for side, runs in figures.items():
                sink.clear()
                settle()
                runs.append(publishing(place, sink, workload) if side == "ours" else afterwards(place, sink, workload, side))
            print(f"  ending, round {round_ + 1}: " + ", ".join(f"{side} {runs[-1]:.2f} s" for side, runs in figures.items()), flush=True)
    ours, loop, engine = (median(figures[side]) for side in ("ours", "boto3", "engine"))
    return [(f"script's end to the end of the container, record written, {SCENES} x 1.2 MB written over {SECONDS} s",
             "at most a third of the plan's loop after the end",
             f"{ours:.2f} s ({spread(figures['ours'])}): {ours / loop:.2f} of the loop ({loop:.2f} s), "
             f"{ours / engine:.2f} of our own engine after the end ({engine:.2f} s)", ours <= loop / 3)]


def publishing(place, sink, workload):
    """The container's program, which publishes while the script runs."""
    subprocess.run([place.entrypoint, "copy", workload, SCRIPTS], env=sink.variables(), check=True, stdout=subprocess.DEVNULL)
    end = os.path.join(place.fresh("ending"), "end")
    variables = {**sink.variables(), **TASK, **pace(end), "S3_BASE_PATH": "out", "AWS_BATCH_JOB_ID": "ending",
                 "GLACIERBATCH_SCRATCH": place.fresh("ending"), "GLACIERBATCH_PYTHON": place.python}
    done = subprocess.run([place.entrypoint, "run"], env=variables, text=True, capture_output=True, check=False)
    ended = time.time()
    if done.returncode != 0:
        raise RuntimeError(f"the task ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr}")
    target = place.fresh("ending")
    subprocess.run([place.entrypoint, "copy", "s3://bucket/out/sentinel2/134_Arsuk/clipped", target], env=sink.variables(), check=True,
                   stdout=subprocess.DEVNULL)
    if len(os.listdir(target)) != SCENES:
        raise RuntimeError(f"{len(os.listdir(target))} scenes were published")
    return ended - read(end)


def afterwards(place, sink, workload, side):
    """The same script, and then everything is uploaded: by the plan's loop, or by our engine."""
    folder = place.fresh("ending")
    end = os.path.join(folder, "end")
    base = os.path.join(folder, "base")
    subprocess.run([place.python, os.path.join(workload, SCRIPT), "--regions", "134_Arsuk", "--base_dir", base],
                   env={**os.environ, **pace(end)}, check=True)
    for part in ("clipped", "metadata/individual_csv", "metadata/combined_csv"):
        source, prefix = os.path.join(base, "134_Arsuk", part), f"out/{part}"
        line = ([place.python, "-c", BOTO3, "upload", source, prefix] if side == "boto3"
                else [place.entrypoint, "copy", source, f"s3://bucket/{prefix}"])
        subprocess.run(line, env=sink.variables(), check=True, stdout=subprocess.DEVNULL)
    return time.time() - read(end)


def pace(end):
    return {"BENCH_END": end, "BENCH_SCENES": str(SCENES), "BENCH_SECONDS": str(SECONDS)}


def read(path):
    with open(path, encoding="ascii") as file:
        return float(file.read())
