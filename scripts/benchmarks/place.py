"""Where a benchmark runs, and how it starts and times things."""

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.dirname(os.path.abspath(__file__))
CATALOG = "glaciers_roi_proj_v3_300m.gpkg"


class Skip(Exception):
    """The benchmark cannot run here; the message says why."""


class Place:
    """The published host and module, one interpreter for both sides, and a folder that goes away."""

    def __init__(self, published):
        self.published = published
        self.entrypoint = os.path.join(published, "entrypoint", "glacierbatch-entrypoint")
        self.host = os.path.join(published, "host", "GlacierBatch.Host")
        self.module = os.path.join(published, "GlacierBatch.psd1")
        self.python = sys.executable
        folder = os.environ.get("BENCH_FOLDER", published)
        os.makedirs(folder, exist_ok=True)
        self.folder = tempfile.mkdtemp(prefix="bench-", dir=folder)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self, name):
        """A new folder for each round. None is removed before the end: for minutes, ext4 makes files slowly where many were deleted."""
        return tempfile.mkdtemp(prefix=name + "-", dir=self.folder)

    def environment(self, home, **more):
        return {**os.environ, "GLACIERBATCH_HOME": home, "GLACIERBATCH_MODULE": self.module, "GLACIERBATCH_PYTHON": self.python, **more}

    def command(self, script, *arguments):
        return [self.host, "-File", os.path.join(HERE, script), *arguments]

    def run(self, script, *arguments, home, **more):
        """Runs one of the .ps1 scripts in a process of its own; what it prints as `name=value` comes back as numbers."""
        done = subprocess.run(
            self.command(script, *arguments), env=self.environment(home, **more), text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{script} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return {name: float(value) for name, _, value in (line.partition("=") for line in done.stdout.split()) if value}


def find_catalog():
    """The group's own catalogue: named by BENCH_CATALOG, else in a folder `shared` beside the clone or above."""
    named = os.environ.get("BENCH_CATALOG")
    if named:
        return named
    folder = ROOT
    while True:
        path = os.path.join(folder, "shared", "regions", CATALOG)
        if os.path.exists(path):
            return path
        if folder == os.path.dirname(folder):
            raise Skip("the catalogue of the 192 regions is not here; name it by BENCH_CATALOG")
        folder = os.path.dirname(folder)


def real_workload(place):
    """The sample's scripts over the real catalogue."""
    catalog = find_catalog()
    target = os.path.join(place.folder, "workload")
    if not os.path.exists(target):
        shutil.copytree(os.path.join(ROOT, "samples", "workload"), target, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(catalog, os.path.join(target, "1_download_merge_and_clip", "ancillary", "glacier_roi_v2", CATALOG))
    return target


def settle():
    """What the last round wrote is on the disk before the next one is timed."""
    os.sync()


def timed(command, **options):
    """Seconds that a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - started


def processor_seconds():
    """Processor time of all child processes that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def median(values):
    return statistics.median(values)


def spread(values, digits=2):
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def machine():
    """The machine in a line."""
    model, memory = platform.processor() or platform.machine(), ""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = f"{int(file.readline().split()[1]) / 2**20:.0f} GiB"
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory}, Linux {platform.release()}, Python {platform.python_version()}"
