"""The container's process killed at a random moment of its task, and started again as a service would: nothing half, nothing false."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time

from place import ROOT, median
from sink import Sink

KILLS = int(os.environ.get("BENCH_KILLS", "200"))
SCRIPTS = "s3://bucket/scripts/greenland-glacier-flow"
TASK = {"SATELLITE": "sentinel2", "REGION": "134_Arsuk", "DATE1": "2025-08-01", "DATE2": "2025-08-06", "S3_BUCKET": "bucket"}
SETTINGS = {"SAMPLE_SCENES": "12", "SAMPLE_SECONDS": "0.03", "SAMPLE_TEMPLATE_SECONDS": "0"}


def measure(place):
    seed = int(os.environ.get("BENCH_SEED", time.time()))
    moments, faults, interrupted = random.Random(seed), [], 0
    with Sink(place) as sink:
        copy(place, sink, os.path.join(ROOT, "samples", "workload"), SCRIPTS)
        expected, lengths = None, []
        for number in range(3):
            started = time.perf_counter()
            with start(place, sink, f"whole-{number}", attempt=1) as process:
                process.wait()
            lengths.append(time.perf_counter() - started)
            expected, record = outputs(place, sink, f"whole-{number}"), found(place, sink, f"whole-{number}")
            if record is None or not expected:
                raise RuntimeError("a task that nobody killed left no record and no outputs")
        for number in range(KILLS):
            name = f"killed-{number}"
            with start(place, sink, name, attempt=1) as process:
                try:
                    process.wait(moments.uniform(0, median(lengths)))
                except subprocess.TimeoutExpired:
                    interrupted += 1
                    kill(process)
            faults += judge(place, sink, name, expected, must_be_done=False)
            with start(place, sink, name, attempt=2) as process:
                if process.wait() != 0:
                    faults.append(f"{name}: the second attempt ended with {process.returncode}")
            faults += judge(place, sink, name, expected, must_be_done=True)
            if number % 20 == 19:
                print(f"  publish, {number + 1} of {KILLS}: {interrupted} killed before their end, {len(faults)} faults", flush=True)
    return [(f"SIGKILL at {KILLS} random moments of a task that publishes (seed {seed}; {interrupted} were killed before their end)",
             "no half object, no false record, the second attempt completes",
             f"{KILLS} of {KILLS}" if not faults else f"{len(faults)} faults: {faults[0]}", not faults)]


def start(place, sink, name, attempt):
    """The container's process, in a session and a scratch folder of its own."""
    variables = {**sink.variables(), **SETTINGS, **TASK, "S3_BASE_PATH": name, "AWS_BATCH_JOB_ID": name, "AWS_BATCH_JOB_ATTEMPT": str(attempt),
                 "GLACIERBATCH_SCRATCH": place.fresh("publish"), "GLACIERBATCH_PYTHON": place.python, "BENCH_TASK": name}
    return subprocess.Popen([place.entrypoint, "run"], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            start_new_session=True)


def kill(process):
    """As a container ends: all its processes, none of which is told."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    for path in os.listdir("/proc"):
        if path.isdigit() and session_of(path) == process.pid:
            try:
                os.kill(int(path), signal.SIGKILL)
            except ProcessLookupError:
                pass


def session_of(process):
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[3])
    except OSError:
        return None


def judge(place, sink, name, expected, must_be_done):
    """What is wrong with what lies in the bucket."""
    there, faults = outputs(place, sink, name), []
    for path, checksum in there.items():
        # What tasks of a region share grows; a template is made of the same grid, and scenes of the same pixels.
        if "combined_csv" not in path and checksum != expected.get(path):
            faults.append(f"{name}: {path} is not what a whole run leaves")
    record = found(place, sink, name)
    if record is not None:
        for output in record["outputs"]:
            path = output["key"].removeprefix(f"{name}/")
            if there.get(path) is None or ("combined_csv" not in path and there[path] != output["sha256"]):
                faults.append(f"{name}: the record names {path}, which is not there or another")
    if must_be_done:
        if record is None or record["outcome"] != "Done":
            faults.append(f"{name}: the second attempt left {'no record' if record is None else record['outcome']}")
        if there != expected:
            faults.append(f"{name}: the second attempt left {len(there)} of {len(expected)} files, or others")
    return faults


def outputs(place, sink, name):
    """Checksums of what was published, by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in fetch(place, sink, name).items()}


def found(place, sink, name):
    """The result record, or nothing."""
    records = [content for path, content in fetch(place, sink, f"runs/job-{name}").items() if path.startswith("results/")]
    return json.loads(records[0]) if records else None


def fetch(place, sink, prefix):
    folder, content = place.fresh("publish-copy"), {}
    copy(place, sink, f"s3://bucket/{prefix}", folder)
    for parent, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(parent, file)
            with open(path, "rb") as stream:
                content[os.path.relpath(path, folder)] = stream.read()
    shutil.rmtree(folder)
    return content


def copy(place, sink, source, target):
    subprocess.run([place.entrypoint, "copy", source, target], env=sink.variables(), check=True, stdout=subprocess.DEVNULL)
