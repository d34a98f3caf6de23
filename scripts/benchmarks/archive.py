"""The whole archive in one run, 192 regions by 132 months: submitting it without starting anything, then listing it."""

import os
import subprocess

from place import median, real_workload, spread

ROUNDS = 5
TASKS = 192 * 132


def measure(place):
    workload = real_workload(place)
    submitting, memory, first, all_ = [], [], [], []
    for round_ in range(ROUNDS):
        home, bucket = place.fresh("archive-home"), place.fresh("archive-bucket")
        seconds, peak = submit(place, workload, bucket, home)
        listed = place.run("list.ps1", home=home)
        if listed["jobs"] != TASKS:
            raise RuntimeError(f"{listed['jobs']:.0f} jobs were listed, not {TASKS}")
        submitting.append(seconds)
        memory.append(peak)
        first.append(listed["first"])
        all_.append(listed["seconds"])
        print(f"  archive, round {round_ + 1}: submitted in {seconds:.2f} s at {peak:.0f} MB; "
              f"listed from {first[-1]:.3f} to {all_[-1]:.2f} s", flush=True)

    return [
        (f"submitting {TASKS:,} tasks (192 regions x 132 months) without starting them", "under 5 s and 250 MB",
         f"{median(submitting):.2f} s ({spread(submitting)}), {median(memory):.0f} MB",
         median(submitting) < 5 and median(memory) < 250),
        ("listing those jobs", "first object within 0.3 s, all within 2 s",
         f"first {median(first):.2f} s ({spread(first)}), all {median(all_):.2f} s ({spread(all_)})",
         median(first) <= 0.3 and median(all_) <= 2),
    ]


def submit(place, workload, bucket, home):
    """Seconds, and the peak of the process's resident memory in MB as the kernel recorded it."""
    with subprocess.Popen(
            place.command("submit.ps1", workload, bucket), env=place.environment(home), stdout=subprocess.PIPE, text=True) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    values = dict(line.split("=") for line in printed.split())
    if process.returncode != 0 or int(values["jobs"]) != TASKS:
        raise RuntimeError(f"submit.ps1 ended with {process.returncode}:\n{printed}")
    return float(values["seconds"]), usage.ru_maxrss * 1024 / 1e6
