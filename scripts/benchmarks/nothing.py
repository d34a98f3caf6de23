"""192 tasks whose script only says that there are no scenes: what running a task costs on top of starting its process."""

import os
import shlex
import shutil
import time

from place import CATALOG, find_catalog, median, settle, spread, timed

ROUNDS = 5
TASKS = 192
BOUND = 15

SCRIPT = "print('0 items found that intersect with the search area/date range.')\n"


def measure(place):
    workload = make_workload(place)
    command = " ".join(map(shlex.quote, [place.python, os.path.join(
        workload, "1_download_merge_and_clip", "sentinel2", "download_merge_clip_sentinel2.py")]))
    peers = {"snakemake": snakemake, "GNU parallel": parallel}
    missing = [name for name, tool in (("snakemake", "snakemake"), ("GNU parallel", "parallel")) if not shutil.which(tool)]
    ours, whole, bare, theirs = [], [], [], {name: [] for name in peers if name not in missing}
    for round_ in range(ROUNDS):
        home, bucket = place.fresh("nothing-home"), place.fresh("nothing-bucket")
        settle()
        started = time.perf_counter()
        result = place.run("nothing.ps1", workload, bucket, home=home)
        whole.append(time.perf_counter() - started)
        if result["succeeded"] != TASKS:
            raise RuntimeError(f"{result['succeeded']:.0f} of {TASKS} tasks succeeded")
        ours.append(result["seconds"])
        settle()
        bare.append(timed(["xargs", "-a", listing(place, command), "-P", "2", "-L", "1", "env"]))
        for name in theirs:
            settle()
            theirs[name].append(peers[name](place, command))
        print(f"  nothing, round {round_ + 1}: {ours[-1]:.2f} s (process {whole[-1]:.2f}), xargs {bare[-1]:.2f} s, "
              + ", ".join(f"{name} {times[-1]:.2f} s" for name, times in theirs.items()), flush=True)

    beyond = [(a - b) / TASKS * 1000 for a, b in zip(ours, bare)]
    rows = [(f"{TASKS} tasks that do nothing, beyond starting the process", f"under {BOUND} ms a task",
             f"{median(beyond):.1f} ms ({spread(beyond, 1)})", median(beyond) < BOUND)]
    for name in peers:
        if name in missing:
            rows.append((f"the same, against {name}", "faster", f"not measured: no {name} here", None))
            continue
        rows.append((f"the same, whole commands, against {name}", "faster",
                     f"{median(whole):.1f} s, {name} {median(theirs[name]):.1f} s", median(whole) < median(theirs[name])))
    return rows


def make_workload(place):
    folder = os.path.join(place.fresh("nothing-workload"), "1_download_merge_and_clip")
    for satellite, name in (("sentinel2", "download_merge_clip_sentinel2.py"), ("landsat", "download_clip_landsat.py")):
        os.makedirs(os.path.join(folder, satellite))
        with open(os.path.join(folder, satellite, name), "w", encoding="utf-8") as file:
            file.write(SCRIPT)
    catalogs = os.path.join(folder, "ancillary", "glacier_roi_v2")
    os.makedirs(catalogs)
    shutil.copy(find_catalog(), os.path.join(catalogs, CATALOG))
    return os.path.dirname(folder)


def listing(place, command):
    """A file with the command once for each task, each with an argument of its own."""
    path = os.path.join(place.folder, "nothing-commands")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{command} --regions {index}\n" for index in range(TASKS))
    return path


def parallel(place, command):
    return timed(["parallel", "--will-cite", "-j", "2", "-a", listing(place, command)])


def snakemake(place, command):
    folder = place.fresh("snakemake")
    with open(os.path.join(folder, "Snakefile"), "w", encoding="utf-8") as file:
        file.write(f"rule all:\n    input: expand('done/{{i}}', i=range({TASKS}))\n\n"
                   f"rule task:\n    output: touch('done/{{i}}')\n    shell: {command + ' --regions {wildcards.i}'!r}\n")
    return timed(["snakemake", "--cores", "2", "--quiet", "all"], cwd=folder)
