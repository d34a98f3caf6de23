"""Moving files: the entrypoint's `copy` against what people use, through one S3 in memory on loopback."""

import filecmp
import os
import random
import shutil
import subprocess
import time

from place import Skip, median, settle, spread
from sink import Sink

ROUNDS = 3
STARTS = 15
MEMORY = 120
SIZE = 20

# Copies up to this size stay until the end: for minutes, ext4 makes files slowly where many were deleted.
KEPT = 500_000_000

SETS = {
    "240 x 1.2 MB": (240, 1_200_000),
    "2 x 512 MB": (2, 512 << 20),
    "2,000 x 16 KB": (2000, 16 << 10),
}

# Which of them, by their counts: all three take a quarter of an hour on two cores.
CHOSEN = os.environ.get("BENCH_SETS", "240 2 2000").split()

# How many times faster than each.
BOUNDS = {"boto3": 3, "aws": 2, "rclone": 1}

# What the plan's entrypoint does: one file after the other.
BOTO3 = """
import os, sys
import boto3

s3 = boto3.client("s3")
way, folder, prefix = sys.argv[1:]
if way == "upload":
    for name in sorted(os.listdir(folder)):
        s3.upload_file(os.path.join(folder, name), "bucket", prefix + "/" + name)
else:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="bucket", Prefix=prefix + "/"):
        for entry in page["Contents"]:
            s3.download_file("bucket", entry["Key"], os.path.join(folder, os.path.basename(entry["Key"])))
"""


def measure(place):
    missing = [name for name in ("rclone", "aws") if not shutil.which(name)]
    if missing:
        raise Skip(f"no {' and no '.join(missing)} here")
    rows = [starting(place), binary(place)]
    with Sink(place) as sink:
        for name, (count, size) in SETS.items():
            if str(count) not in CHOSEN:
                continue
            rows += compare(place, sink, name, make(place, count, size), count * size)
    return rows


def compare(place, sink, name, source, size):
    """Each side sends and fetches, in turn; every copy is compared."""
    figures = {way: {side: [] for side in ("ours", *BOUNDS)} for way in ("upload", "download")}

    # Not timed: whoever came first would pay for the server's memory.
    timed(command(place, "ours", "upload", source), sink.variables())
    for round_ in range(ROUNDS):
        for side in figures["upload"]:
            sink.clear()
            settle()
            figures["upload"][side].append(timed(command(place, side, "upload", source), sink.variables(side)))
            if sink.count() != (len(os.listdir(source)), size):
                raise RuntimeError(f"{side} left {sink.count()} objects and bytes of {name}")
            target = place.fresh("transfer")
            settle()
            figures["download"][side].append(timed(command(place, side, "download", target), sink.variables(side)))
            names = os.listdir(source)
            if sorted(os.listdir(target)) != sorted(names) or filecmp.cmpfiles(source, target, names, shallow=False)[0] != names:
                raise RuntimeError(f"{side} brought home something else than was sent of {name}")
            if size > KEPT:
                shutil.rmtree(target)
        print(f"  {name}, round {round_ + 1}: " + "; ".join(
            f"{way} " + ", ".join(f"{side} {runs[-1][0]:.2f} s ({runs[-1][1]:.2f} s, {runs[-1][2]:.0f} MB)" for side, runs in sides.items())
            for way, sides in figures.items()), flush=True)
    return [row for way, sides in figures.items() for row in judge(f"{way} of {name}", sides)]


def judge(what, sides):
    seconds, used, memory = ({side: median([run[i] for run in runs]) for side, runs in sides.items()} for i in range(3))
    ours = seconds.pop("ours"), used.pop("ours"), memory.pop("ours")
    faster = {side: seconds[side] / ours[0] for side in seconds}
    return [
        (what, ", ".join(f"{bound} x {side}" for side, bound in BOUNDS.items()),
         f"{ours[0]:.2f} s: " + ", ".join(f"{faster[side]:.1f} x {side} ({seconds[side]:.2f} s)" for side in BOUNDS),
         all(faster[side] >= bound for side, bound in BOUNDS.items())),
        ("its processor seconds", "less than each", f"{ours[1]:.2f}: " + ", ".join(f"{side} {used[side]:.2f}" for side in BOUNDS),
         all(ours[1] < used[side] for side in BOUNDS)),
        ("its peak memory", f"less than each, under {MEMORY} MB",
         f"{ours[2]:.0f} MB: " + ", ".join(f"{side} {memory[side]:.0f}" for side in BOUNDS),
         ours[2] < MEMORY and all(ours[2] < memory[side] for side in BOUNDS)),
    ]


def command(place, side, way, folder):
    """The command line that copies between a folder and the bucket."""
    address = {"rclone": "bench:bucket/set"}.get(side, "s3://bucket/set")
    pair = [folder, address] if way == "upload" else [address, folder]
    if side == "ours":
        return [place.entrypoint, "copy", *pair]
    if side == "boto3":
        return [place.python, "-c", BOTO3, way, folder, "set"]
    if side == "aws":
        # Beside the interpreter, so that no version manager's shim is measured.
        beside = os.path.join(os.path.dirname(place.python), "aws")
        return [beside if os.path.exists(beside) else "aws", "s3", "cp", "--recursive", "--only-show-errors", *pair]
    return ["rclone", "copy", *pair]


def timed(line, variables):
    """Seconds, processor seconds and peak megabytes of a command."""
    started = time.perf_counter()
    with subprocess.Popen(line, env=variables, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode != 0:
        raise RuntimeError(f"{line} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def make(place, count, size):
    """Files that nothing can compress."""
    folder, piece = place.fresh("transfer-set"), 1 << 20
    source = random.Random(count)
    for number in range(count):
        with open(os.path.join(folder, f"scene_{number:04}.tif"), "wb") as file:
            for left in range(size, 0, -piece):
                file.write(source.randbytes(min(piece, left)))
    return folder


def starting(place):
    ours, theirs = [], []
    for _ in range(STARTS):
        ours.append(timed([place.entrypoint, "hello"], os.environ)[0])
        theirs.append(timed([place.python, "-c", "import boto3"], os.environ)[0])
    ratio = median(theirs) / median(ours)
    return ("start to first line of work", '10 x faster than `python3 -c "import boto3"`',
            f"{ratio:.0f} x ({median(ours) * 1000:.0f} ms, {spread([s * 1000 for s in ours], 0)}; {median(theirs) * 1000:.0f} ms)", ratio >= 10)


def binary(place):
    size = os.path.getsize(place.entrypoint) / 1e6
    return "the entrypoint's binary", f"under {SIZE} MB", f"{size:.1f} MB", size < SIZE
