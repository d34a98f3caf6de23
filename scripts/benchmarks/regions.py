"""All regions of the real catalogue, one sample scene each: submission to verdict against `xargs -P 2` of the same command lines."""

import os
import shlex
import shutil
import subprocess

from place import Skip, median, processor_seconds, real_workload, settle, spread, timed

ROUNDS = 5
SETTINGS = {"SAMPLE_SCENES": "1"}


def measure(place):
    workload = real_workload(place)
    ours, theirs, used, needed = [], [], [], []
    templates = None
    for round_ in range(ROUNDS):
        home, bucket = place.fresh("regions-home"), place.fresh("regions-bucket")
        settle()
        before = processor_seconds()
        result = place.run("regions.ps1", workload, bucket, home=home, **SETTINGS)
        if result["jobs"] != 192 or result["passed"] != 192:
            raise RuntimeError(f"of 192 regions {result['jobs']:.0f} ran and {result['passed']:.0f} passed")
        ours.append(result["seconds"])
        used.append(processor_seconds() - before)
        if templates is None:
            templates = keep_templates(place, bucket)
        before = processor_seconds()
        theirs.append(by_xargs(place, workload, templates))
        needed.append(processor_seconds() - before)
        print(f"  regions, round {round_ + 1}: {ours[-1]:.2f} s ({used[-1]:.1f} s of processors), "
              f"xargs {theirs[-1]:.2f} s ({needed[-1]:.1f} s)", flush=True)

    ratios = [a / b for a, b in zip(ours, theirs)]
    figure = f"{median(ratios):.2f} x ({median(ours):.1f} s and {median(theirs):.1f} s; {spread(ratios)}); "
    figure += f"of processor time, our start included, {median([a / b for a, b in zip(used, needed)]):.2f} x"
    return [("192 real regions, one sample scene each, submit to verdict on 2 cores",
             "at most 1.15 x `xargs -P 2`", figure, median(ratios) <= 1.15)]


def keep_templates(place, bucket):
    """The templates that our tasks gave their scripts, for the other side."""
    source, target = os.path.join(bucket, "1_download_merge_and_clip", "sentinel2"), place.fresh("regions-templates")
    for folder, _, files in os.walk(source):
        if os.path.basename(folder) == "template":
            for file in files:
                shutil.copy(os.path.join(folder, file), target)
    if len(os.listdir(target)) != 192:
        raise Skip(f"{len(os.listdir(target))} templates were published in {source}, not 192")
    return target


def by_xargs(place, workload, templates):
    """The production command lines, each with a template given and a folder of its own, two at a time."""
    base = place.fresh("regions-xargs")
    script = os.path.join(workload, "1_download_merge_and_clip", "sentinel2", "download_merge_clip_sentinel2.py")
    lines = []
    for file in sorted(os.listdir(templates)):
        region = file[:-len(".tif")]
        own = os.path.join(base, region)
        os.makedirs(os.path.join(own, region, "template"))
        shutil.copy(os.path.join(templates, file), os.path.join(own, region, "template", file))
        lines.append(shlex.join([
            script, "--regions", region, "--date1", "2025-08-01", "--date2", "2025-08-06", "--base_dir", own,
            "--log_name", os.path.join(base, region + ".log"), "--download_flag", "1", "--post_processing_flag", "1", "--cores", "1"]))
    listing = os.path.join(place.folder, "regions-commands")
    with open(listing, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    settle()
    seconds = timed(["xargs", "-a", listing, "-P", "2", "-L", "1", place.python], env={**os.environ, **SETTINGS})
    clipped = subprocess.run(["find", base, "-path", "*/clipped/*.tif"], capture_output=True, text=True, check=True).stdout.count("\n")
    if clipped != 192:
        raise RuntimeError(f"xargs clipped {clipped} scenes of 192")
    return seconds
