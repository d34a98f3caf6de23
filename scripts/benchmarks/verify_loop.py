"""The peer: a loop over rasterio that makes the same checks. `scenes` is how a careful person would write it: the pixels of each scene are read
by read(1), and asked whether they vary; checksums are the record's, as on our side. `whole` compares those too, of every file and of all pixels,
as -Deep does. `few` knows our own trick, and looks at a row here and there."""

import csv
import glob
import hashlib
import json
import os
import sys
import time

import geopandas
import numpy
import rasterio
from rasterio.windows import Window

TOLERANCE = 5


def main(bucket, catalog, mode):
    regions = geopandas.read_file(catalog).set_index("region")
    records = sorted(glob.glob(os.path.join(bucket, "runs", "bench", "results", "*.json")))
    check(bucket, regions, records[0], mode)
    started, used = time.perf_counter(), time.process_time()
    faults = [fault for record in records for fault in check(bucket, regions, record, mode)]
    print(f"seconds={time.perf_counter() - started}\nprocessor={time.process_time() - used}\nfaults={len(faults)}\ntasks={len(records)}")
    for fault in faults[:5]:
        print(fault, file=sys.stderr)


def check(bucket, regions, path, mode):
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    started = parse(record["started"]) - TOLERANCE
    bounds = regions.loc[record["region"]].geometry.bounds
    outputs = record["outputs"]
    scenes = [output for output in outputs if output["kind"] == "Scene"]
    names = {os.path.splitext(os.path.basename(output["path"]))[0] for output in scenes}
    faults, seen = [], {}
    if record["outcome"] != "Done" or record["lostScenes"] or not scenes:
        faults.append(f"{path}: not done")
    there = set(os.listdir(os.path.join(bucket, os.path.dirname(scenes[0]["key"]))))
    if there != {name + ".tif" for name in names}:
        faults.append(f"{path}: missing or extra scenes")
    tiles = {os.path.basename(tile["path"]) for tile in record["rawTiles"]}
    if {name[:37] for name in tiles} - names:
        faults.append(f"{path}: tiles without scenes")
    for output in outputs:
        full = os.path.join(bucket, output["key"])
        stat = os.stat(full)
        if output["kind"] in ("Scene", "SceneMetadata") and (stat.st_size != output["size"] or stat.st_mtime < started):
            faults.append(f"{full}: other size or older than the job")
        if mode == "whole" and output["kind"] in ("Scene", "SceneMetadata"):
            with open(full, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != output["sha256"]:
                    faults.append(f"{full}: other content")
        if output["kind"] == "SceneMetadata":
            with open(full, newline="", encoding="utf-8") as file:
                rows = list(csv.reader(file))
            if len(rows) != 1 or rows[0][0] not in names or not set(rows[0][1:]) <= tiles:
                faults.append(f"{full}: names what is not there")
        elif output["kind"] == "CombinedMetadata":
            with open(full, newline="", encoding="utf-8") as file:
                rows = list(csv.reader(file))[1:]
            if {row[0] for row in rows} - names:
                faults.append(f"{full}: names what is not there")
        elif output["kind"] in ("Scene", "Template"):
            faults += check_raster(full, bounds, output["kind"] == "Scene", mode, seen)
    checksums = [output["sha256"] for output in scenes]
    if len(set(checksums)) != len(checksums):
        faults.append(f"{path}: two scenes are the same")
    return faults


def check_raster(path, bounds, is_scene, mode, seen):
    with rasterio.open(path) as raster:
        if (raster.count, raster.dtypes[0], raster.nodata, raster.crs.to_epsg(), raster.res) != (1, "uint16", 0, 3413, (10, 10)):
            return [f"{path}: of another kind"]
        if any(abs(a - b) > 0.001 for a, b in zip(raster.bounds, bounds)):
            return [f"{path}: elsewhere"]
        if not is_scene:
            return []
        if mode != "few":
            pixels = raster.read(1)
            valid = pixels[pixels != 0]
            varied = valid.size > 0 and valid.min() != valid.max()
            key = hashlib.sha256(pixels).hexdigest() if mode == "whole" else path
        else:
            varied, key = False, None
            for share in (0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875):
                pixels = raster.read(1, window=Window(0, int(raster.height * share), raster.width, 1))
                valid = numpy.unique(pixels[pixels != 0])
                if valid.size > 1:
                    varied, key = True, pixels.tobytes()
                    break
        if not varied or seen.setdefault(key, path) != path:
            return [f"{path}: nothing on it, or what another shows"]
    return []


def parse(moment):
    import datetime

    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


if __name__ == "__main__":
    main(*sys.argv[1:])
