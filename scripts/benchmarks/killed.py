"""Sessions killed at a random moment, and waited for by another: every task's effect exactly once."""

import collections
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time

from place import ROOT

RUNS = 50
TASKS = 20
SETTINGS = {"SAMPLE_SCENES": "1", "SAMPLE_SECONDS": "0.05"}

# Notes each start and end of the sample's script in a file, and whether another attempt at the same task runs at that moment.
WRAPPER = """import fcntl, os, runpy, sys

folder = os.environ["BENCH_MARKS"]
task = sys.argv[sys.argv.index("--regions") + 1] + "-" + sys.argv[sys.argv.index("--date1") + 1]


def mark(text):
    file = os.open(os.path.join(folder, "marks"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(file, (text + " " + task + "\\n").encode())
    os.close(file)


held = os.open(os.path.join(folder, task + ".lock"), os.O_WRONLY | os.O_CREAT, 0o644)
try:
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    mark("overlap")
mark("start")
runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "original.py"), run_name="__main__")
mark("end")
"""


def measure(place):
    seed = int(os.environ.get("BENCH_SEED", "20250801"))
    chance = random.Random(seed)
    workload = make_workload(place)
    print(f"  killed: seed {seed} (BENCH_SEED)", flush=True)
    whole = one(place, workload, None)
    if whole["faults"]:
        raise RuntimeError(f"a run that nobody killed went wrong: {whole['faults']}")
    faults, again, interrupted = [], 0, 0
    for number in range(RUNS):
        done = one(place, workload, chance.uniform(0, whole["seconds"]))
        again += done["again"]
        interrupted += done["interrupted"]
        faults += [f"run {number + 1}: {fault}" for fault in done["faults"]]
        if done["faults"]:
            print(f"  killed, run {number + 1}: {done['faults']}", flush=True)
    print(f"  killed: {RUNS} runs, {interrupted} of them interrupted before their end, {again} tasks started again", flush=True)
    return [(f"{RUNS} runs of {TASKS} tasks with the session killed at a random moment, then waited for by another",
             "every task's effect exactly once",
             f"{RUNS * TASKS} of {RUNS * TASKS} ({again} started again)" if not faults else f"{len(faults)} faults: {faults[0]}",
             not faults)]


def one(place, workload, moment):
    """A run; its session is killed so many seconds after the submission, or never."""
    home, bucket, marks = place.fresh("killed-home"), place.fresh("killed-bucket"), place.fresh("killed-marks")
    variables = {**SETTINGS, "BENCH_MARKS": marks}
    with subprocess.Popen(place.command("start.ps1", workload, bucket), env=place.environment(home, **variables),
                          stdout=subprocess.PIPE, text=True) as session:
        line = session.stdout.readline()
        started = time.perf_counter()
        if line.strip() != f"submitted={TASKS}":
            raise RuntimeError(f"start.ps1 did not submit: {line}{session.stdout.read()}")
        if moment is not None:
            time.sleep(moment)
            session.send_signal(signal.SIGKILL)
        session.wait()
        seconds = time.perf_counter() - started
    interrupted = len(records(bucket)) < TASKS
    result = place.run("finish.ps1", home=home, **variables)
    return {"seconds": seconds, "interrupted": interrupted, **judge(bucket, home, marks, result)}


def records(bucket):
    return glob.glob(os.path.join(bucket, "runs", "*", "results", "*.json"))


def judge(bucket, home, marks, result):
    with open(os.path.join(marks, "marks"), encoding="utf-8") as file:
        marked = collections.defaultdict(collections.Counter)
        for line in file:
            what, task = line.split()
            marked[what][task] += 1
    faults = []
    for name in ("succeeded", "passed"):
        if result[name] != TASKS:
            faults.append(f"{result[name]:.0f} of {TASKS} {name}")
    if len(records(bucket)) != TASKS:
        faults.append(f"{len(records(bucket))} result records")
    for path in records(bucket):
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        if record["outcome"] != "Done" or sum(output["kind"] == "Scene" for output in record["outputs"]) != 1:
            faults.append(f"{os.path.basename(path)} is {record['outcome']}")
    scenes = glob.glob(os.path.join(bucket, "*", "sentinel2", "*", "clipped", "*.tif"))
    if len(scenes) != TASKS:
        faults.append(f"{len(scenes)} clipped scenes")
    if marked["overlap"]:
        faults.append(f"two attempts at {next(iter(marked['overlap']))} ran at once")
    if len(marked["end"]) != TASKS:
        faults.append(f"{len(marked['end'])} scripts came to their end")
    orphans = [path for path in glob.glob("/proc/[0-9]*/environ") if carries(path, marks)]
    if orphans:
        faults.append(f"orphans are left: {orphans}")
    left = glob.glob(os.path.join(home, "**", "script.log"), recursive=True)
    if left:
        faults.append(f"scratch is left: {left[0]}")
    return {"faults": faults, "again": sum(count > 1 for count in marked["start"].values())}


def carries(path, text):
    try:
        with open(path, "rb") as file:
            return text.encode() in file.read()
    except OSError:
        return False


def make_workload(place):
    target = os.path.join(place.fresh("killed-workload"), "workload")
    shutil.copytree(os.path.join(ROOT, "samples", "workload"), target, ignore=shutil.ignore_patterns("__pycache__"))
    scripts = os.path.join(target, "1_download_merge_and_clip", "sentinel2")
    name = os.path.join(scripts, "download_merge_clip_sentinel2.py")
    os.rename(name, os.path.join(scripts, "original.py"))
    with open(name, "w", encoding="utf-8") as file:
        file.write(WRAPPER)
    return target
