#!/usr/bin/env python3
"""A stand-in for the group's Landsat script: its command line, files, log lines and failures, on invented pixels."""

import argparse
import datetime
import os
import re
import sys

sys.dont_write_bytecode = True  # a run leaves nothing beside the scripts
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from common import geotiff, scenes  # noqa: E402
from common.catalog import Catalog, read_catalog  # noqa: E402
from common.grid import grid_of  # noqa: E402
from common.journal import make_folder, open_journal  # noqa: E402
from common.settings import ERROR_PAGE, Settings  # noqa: E402

RESOLUTION = 15
TEST_REGION = "049_jakobshavn"
COLUMNS = (
    "id bbox collection datetime eo:cloud_cover view:sun_azimuth view:sun_elevation platform instruments view:off_nadir "
    "landsat:cloud_cover_land landsat:wrs_type landsat:wrs_path landsat:wrs_row landsat:scene_id landsat:collection_category "
    "landsat:collection_number landsat:correction proj:epsg proj:shape proj:transform created updated geometry.type "
    "geometry.coordinates landsatlook_href s3_href geometry geometry_intersect aoi_intersect_frac subset_id "
    "subset_id_no_collection").split()


def arguments():
    now = datetime.datetime.now()
    parser = argparse.ArgumentParser(description="Sample of the Landsat script.")
    parser.add_argument("-r", "--regions", help="names, commas between")
    parser.add_argument("--start_end_index", help="half-open, such as 0:25")
    parser.add_argument("-d1", "--date1", default="1970-01-01")
    parser.add_argument("-d2", "--date2", default=f"{now:%Y-%m-%d}")
    parser.add_argument("-it", "--intersect_thresh", dest="intersect_frac_thresh", type=float, default=0.05)
    parser.add_argument("--base_dir", default="/data")
    parser.add_argument("-l", "--log_name", default=f"log_subset_landsat_greenland_{now:%Y%m%dT%H%M%S}.log")
    parser.add_argument("-t", "--test_run", default="False")
    return parser.parse_args()


def main():
    args = arguments()
    journal = open_journal(
        args.log_name,
        f"Attempting download/merge/clip of Landsat imagery for regions in greenland between {args.date1} and {args.date2}, "
        f"with intersect fraction threshold {args.intersect_frac_thresh}, outputting to {args.base_dir}.")
    if not os.path.isabs(args.base_dir or ""):
        raise ValueError(f"base_dir must be absolute, got {args.base_dir}")
    test = {"true": True, "True": True, "t": True, "false": False, "False": False, "f": False}.get(args.test_run)
    if test is None:
        journal.error("Incorrect `test_run` value (must be interpretable as boolean)")
        raise ValueError("Incorrect `test_run` value (must be interpretable as boolean)")
    catalog = read_catalog(__file__)
    if test:
        catalog = Catalog(region for region in catalog.regions if region.name == TEST_REGION)
        args.date1, args.date2 = "2023-01-01", "2023-12-31"
        journal.both(f"TEST MODE ACTIVATED: Downloading Jakobshavn data only between {args.date1} and {args.date2}.")
    if not all(re.match(r"\d{4}-\d{2}-\d{2}", date) for date in (args.date1, args.date2)):
        journal.error(f"Date inputs must currently be in format`YYYY-MM-DD`, got {args.date1}, {args.date2}.")
        raise ValueError("Date inputs must currently be in format`YYYY-MM-DD`")

    reference = make_folder(os.path.join(args.base_dir, "_reference"))
    names = catalog.names()
    if not test and args.regions:
        names = args.regions.split(",")
        journal.info(f"Regions_list: {names}")
    if not test and args.start_end_index:
        start, end = args.start_end_index.split(":")
        names = names[int(start):int(end) if end else len(names)]
    journal.both(f"{len(catalog.regions)} regions of interest between {args.date1} to {args.date2} "
                 f"with starting region index = {args.start_end_index}")
    journal.info(f"Total regions = {len(names)}\n  Regions list: {names}  \n")

    for name in names:
        settings = Settings("landsat", name, args.date1, args.date2)
        settings.strike(journal)
        try:
            process(name, catalog, args, settings, reference, journal)
        except Exception as error:
            journal.failed(f"Error while searching/downloading region {name}", error)
            continue

    journal.info("\n\n-----------------------END LOG-----------------------\n")
    print("Finished.")


def process(name, catalog, args, settings, reference, journal):
    print(name)
    journal.info(f"\n\n-----------------------DOWNLOADING {name}-----------------------\n")
    region = catalog.find(name)
    found = scenes.landsat_scenes(name, args.date1, args.date2, settings.count)
    if not found:
        # What the data frame library says of an empty answer.
        raise ValueError("Cannot set a DataFrame with multiple columns to the single column geometry")
    journal.both(f"STAC query returned {len(found)} scenes.")

    folder = os.path.join(args.base_dir, name)
    stored = {file[:14] for file in os.listdir(folder) if file.endswith(".tif")} if os.path.isdir(folder) else set()
    wanted = [scene for scene in found if scene.subset[:14] not in stored]
    journal.both(f"After removing already downloaded, {len(wanted)} scenes remain to download.")
    if not wanted:
        journal.both("Skipping region...")
        return
    write(os.path.join(reference, f"{name}_stac_query_results.csv"), table(region, wanted).encode("utf-8"))

    ensure_reference(region, os.path.join(reference, f"{name}.tif"), journal)
    make_folder(folder)
    journal.both(f"Downloading {len(wanted)} scenes.")
    # The newest scene comes first; the faults of one scene strike the last.
    for index, scene in enumerate(wanted):
        download(region, scene, folder, args.log_name, settings, index == len(wanted) - 1, journal)


def ensure_reference(region, path, journal):
    grid = grid_of(region, RESOLUTION)
    if not os.path.exists(path):
        from common import pixels

        journal.both("Creating reference image to resample to...")
        write(path, pixels.mask_bytes(grid, f"reference|{region.name}"))
    geotiff.must_fit(path, grid)


def download(region, scene, folder, log_name, settings, last, journal):
    path = os.path.join(folder, f"{scene.subset}.tif")
    if os.path.exists(path):
        return
    journal.info(f"Download/clip/squeeze subset ID: {scene.subset}")
    print(scene.subset)
    if settings.seconds:
        import time

        time.sleep(settings.seconds)
    if settings.hit("no-output"):
        refused("No data found in bounds.", region, scene, log_name, journal)
    elif last and settings.hit("missing-scene"):
        refused("HTTP response code: 403", region, scene, log_name, journal)
    elif last and settings.hit("error-page"):
        write(path, ERROR_PAGE)
    else:
        from common import pixels

        coverage = 0.3 if last and settings.hit("coverage") else 1.0
        content = pixels.scene_bytes(grid_of(region, RESOLUTION), f"landsat|{region.name}|{scene.subset}", coverage)
        write(path, content[:len(content) // 2] if last and settings.hit("truncated") else content)


def refused(reason, region, scene, log_name, journal):
    """A scene that cannot be had is told in two files and changes no exit code."""
    journal.both(f"Download of {scene.subset} failed. Continuing... Err: {reason}")
    with open(f"{log_name[:-4]}_errored_downloads{log_name[-4:]}", "a", encoding="utf-8") as file:
        file.write(f"\nREGION: {region.name}, SUBSET ID: {scene.subset}, Err: {reason}")


def table(region, wanted):
    """The query's result, with the columns of the real one."""
    from common.projection import footprint

    corners = [list(map(float, point)) for point in footprint(region.bounds)]
    longitudes, latitudes = [point[0] for point in corners], [point[1] for point in corners]
    zone = int(region.tiles[0][:2])
    west, south, east, north = region.bounds
    ring = [(east, south), (east, north), (west, north), (west, south), (east, south)]
    polygon = f"POLYGON (({', '.join(f'{x:.10g} {y:.10g}' for x, y in ring)}))"
    lines = ["," + ",".join(COLUMNS)]
    for index, scene in enumerate(wanted):
        file = (f"collection02/level-1/standard/oli-tirs/{scene.acquired.year}/{scene.path:03d}/{scene.row:03d}/"
                f"{scene.identity}/{scene.identity}_B8.TIF")
        moment = f"{scene.acquired:%Y-%m-%dT%H:%M:%S}Z"
        values = (
            index, scene.identity, [min(longitudes), min(latitudes), max(longitudes), max(latitudes)], "landsat-c2l1", moment, 4.5,
            170.1, 44.0, scene.platform, scene.instruments, 0, 4.0, 2, f"{scene.path:03d}", f"{scene.row:03d}", scene.scene, "T1", "02", "L1TP",
            f"EPSG:326{zone:02d}", [7000, 7000], [15, 0, 400000, 0, -15, 7000000], moment, moment, "Polygon",
            [corners + corners[:1]], f"https://landsatlook.usgs.gov/data/{file}", f"s3://usgs-landsat/{file}", polygon, polygon, 1.0,
            scene.subset, scene.subset[:14])
        lines.append(",".join(map(quoted, values)))
    return "\n".join(lines) + "\n"


def quoted(value):
    text = str(value)
    return f'"{text}"' if "," in text else text


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    main()
