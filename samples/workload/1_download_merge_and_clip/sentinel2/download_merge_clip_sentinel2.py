#!/usr/bin/env python3
"""A stand-in for the group's Sentinel-2 script: its command line, files, log lines and failures, on invented pixels."""

import argparse
import datetime
import os
import sys

sys.dont_write_bytecode = True  # a run leaves nothing beside the scripts
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from common import geotiff, scenes  # noqa: E402
from common.catalog import read_catalog  # noqa: E402
from common.geotiff import RasterioIOError  # noqa: E402
from common.grid import grid_of  # noqa: E402
from common.journal import make_folder, open_journal  # noqa: E402
from common.settings import ERROR_PAGE, Settings, number  # noqa: E402

RESOLUTION = 10


def arguments():
    parser = argparse.ArgumentParser(description="Sample of the Sentinel-2 script.")
    parser.add_argument("--collection_name", default="sentinel-2-l2a")
    parser.add_argument("-d1", "--date1", default="2015-06-23")
    parser.add_argument("-d2", "--date2", default=datetime.date.today().isoformat())
    parser.add_argument("-r", "--regions", help="names, commas between")
    parser.add_argument("--ignore_regions", help="names, commas between")
    parser.add_argument("--start_end_index", help="half-open, such as 0:25")
    parser.add_argument("--min_area", type=float, help="km2")
    parser.add_argument("--max_area", type=float, help="km2")
    parser.add_argument("--download_flag", type=int, default=0)
    parser.add_argument("--post_processing_flag", type=int, default=0)
    parser.add_argument("--clear_downloads", type=int, default=0)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--folder_structure", default="old", choices=["old", "new"])
    parser.add_argument("--base_dir")
    parser.add_argument("--log_name", default="sentinel_glacier.log")
    return parser.parse_args()


class Folders:
    """Where the files of one region go: by region (old) or by kind (new)."""

    def __init__(self, base, region, structure):
        old = structure == "old"
        home = f"{base}/{region}" if old else base
        self.download = f"{home}/download"
        self.clipped = f"{home}/clipped" if old else f"{home}/clipped/{region}"
        self.template = f"{home}/template"
        self.metadata = f"{home}/metadata"
        self.individual = f"{home}/metadata/individual_csv" + ("" if old else f"/{region}")


def main():
    args = arguments()
    journal = open_journal(
        args.log_name,
        f"Attempting download/merge/clip of Sentinel-2 imagery for regions in Greenland between {args.date1} and {args.date2}, "
        f"with starting region index {args.start_end_index}, on {args.cores} cores, outputting to {args.base_dir}.")

    catalog = read_catalog(__file__).between(args.min_area, args.max_area)
    if args.start_end_index:
        catalog = catalog.slice(args.start_end_index)
        journal.info(f"Processing regions index from {args.start_end_index.replace(':', ' to ')}  ")
    names = args.regions.split(",") if args.regions else catalog.names()
    if args.ignore_regions:
        ignored = args.ignore_regions.split(",")
        names = [name for name in names if name not in ignored]
        journal.info(f"Forced skipping these regions: {ignored}")
    journal.info(f"Regions list: {names}")
    journal.info(f"Total Regions: {len(names)}")

    for done, name in enumerate(names):
        journal.info(f"\n\n-------------------------Processing {name} : {done}/{len(names)}............")
        settings = Settings("sentinel2", name, args.date1, args.date2)
        settings.strike(journal)
        try:
            process(name, catalog, args, settings, journal)
        except Exception as error:
            journal.failed(f"Error while downloading and processing region {name}", error)
            raise Exception(f"Error while downloading and processing region {name}: {error!r}") from error
        if args.clear_downloads:
            clear(f"{args.base_dir}/{name}/download")

    journal.info("\n\n-----------------------END LOG-----------------------\n")
    print("Finished.")


def process(name, catalog, args, settings, journal):
    folders = Folders(args.base_dir, name, args.folder_structure)
    make_folder(folders.individual)
    region = catalog.find(name)

    print(f"DOWNLOADING {name}")
    journal.info(f"\n----------------------------DOWNLOADING {name} {args.date1} {args.date2}-----------------------")
    if args.download_flag == 1:
        download(region, folders, args, settings, journal)

    print(f"POST-PROCESSING {name}")
    journal.info(f"\n----------------------------POST-PROCESSING {args.date1} {args.date2}--------------------------------")
    if args.post_processing_flag:
        for year in range(int(args.date1[:4]), int(args.date2[:4]) + 1):
            post_process(region, f"{folders.download}/{year}", folders, args, settings, journal)

    combine(folders, name, journal)
    journal.info(f"Finished all processing for: {name} \n{'-' * 99}")


def download(region, folders, args, settings, journal):
    """Puts one small raw tile for each scene and MGRS tile; a page of the server is saved like a tile, as in production."""
    found = scenes.sentinel_scenes(region.name, args.date1, args.date2, settings.count)
    # The query also finds scenes on a neighbouring tile, which the catalogue does not list for the region.
    journal.info(f"{len(found) * (len(region.tiles) + 1)} items found that intersect with the search area/date range.")
    print(f"Tile IDs in the region: {list(region.tiles)}")
    if not found:
        return
    journal.info(f"{len(found) * len(region.tiles)} items found that match the UTM tile IDs in the region.")
    for index, scene in enumerate(found):
        last = index == len(found) - 1
        refused = last and (settings.hit("missing-scene") or settings.hit("error-page"))
        coverage = 0.4 if settings.hit("no-output") else 0.3 if last and settings.hit("coverage") else 1.0
        for position, tile in enumerate(region.tiles):
            product = scenes.product_of(scene, tile)
            path = f"{make_folder(f'{folders.download}/{scene.acquired.year}')}/{product}_B08.tif"
            if os.path.exists(path):
                continue
            content = ERROR_PAGE if refused and position == 0 else raw_tile(region, tile, product, coverage)
            with open(path, "wb") as file:
                file.write(content)
    journal.info("Finished downloading assets.")


def raw_tile(region, tile, product, coverage):
    from common import pixels, projection

    return pixels.scene_bytes(projection.utm_grid_over(region.bounds, int(tile[:2])), f"raw|{region.name}|{product}", coverage)


def post_process(region, folder, folders, args, settings, journal):
    """Clips what lies in the year's folder and is not clipped yet."""
    if not os.path.exists(folder):
        return
    stored = [name[:-len("_B08.tif")] for name in sorted(os.listdir(folder)) if name.endswith("_B08.tif")]
    tiles = [name for tile in region.tiles for name in stored if name.split("_")[5][1:] == tile]
    journal.info(f"Total Number of TIFFs corresponding to AOI = {len(tiles)}")
    prefixes = {name[:37] for name in tiles}
    journal.info(f"Unique (tifs_set) TIFFs by same date time and orbit : {len(prefixes)}")
    if not os.path.exists(folders.clipped):
        os.makedirs(folders.clipped)
    else:
        journal.info(f"Existing {folders.clipped}")
        prefixes -= {name.split(".tif")[0] for name in os.listdir(folders.clipped)}
        journal.info(f"tifs_set remaining to process: : {len(prefixes)}")
        if not prefixes:
            journal.info("Continuing to next region as all files already processed.")
            return

    ordered = sorted(prefixes, key=lambda prefix: (prefix.split("_")[2], prefix))
    template = ensure_template(region, folders, ordered, tiles, folder, journal)
    if args.cores == 1:
        journal.info(f"Serial processing because number of cores = {args.cores}")
    for index, prefix in enumerate(ordered):
        subset = [name for name in tiles if prefix in name]
        clip(region, folders, prefix, subset, folder, template, settings, index == len(ordered) - 1, journal)


def ensure_template(region, folders, prefixes, tiles, folder, journal):
    """The region's reference grid: one that is there is used; else it is made, slowly and with much memory, as in production."""
    path = f"/{make_folder(folders.template)}/{region.name}.tif"
    if os.path.exists(path):
        return path
    for prefix in prefixes:
        subset = [name for name in tiles if prefix in name]
        held = labour(len(subset))
        coverage = min(geotiff.coverage_of(f"{folder}/{name}_B08.tif") for name in subset)
        if coverage < 0.95:
            journal.info(f"Coverage is less than minimum of 95% for {prefix}. Did not create template.")
            continue
        write(path, scene(region, prefix, coverage))
        del held
        break
    return path


def labour(tiles):
    """Takes the memory and the processor time of reprojecting whole tiles, on the sample's scale."""
    import time

    mebibytes = number("SAMPLE_TEMPLATE_MIB", 200 + 100 * tiles, int)
    until = time.process_time() + number("SAMPLE_TEMPLATE_SECONDS", 1.75 + 0.25 * tiles, float)
    held = b"\x01" * (mebibytes << 20)
    while time.process_time() < until:
        held.count(b"\x02", 0, 1 << 20)
    return held


def clip(region, folders, prefix, subset, folder, template, settings, last, journal):
    """Writes the clipped scene and its line of metadata, where the tiles can be read and cover half of the region."""
    path = f"/{folders.clipped}/{prefix}.tif"
    if os.path.exists(path):
        return
    pause(settings)
    tifs = [f"{name}_B08.tif" for name in subset]
    if last and settings.hit("error-page"):
        write(path, ERROR_PAGE)
        return
    try:
        coverage = min(geotiff.coverage_of(f"{folder}/{tif}") for tif in tifs)
        geotiff.must_fit(template, grid_of(region, RESOLUTION))
        if coverage <= 0.5:
            return
        content = scene(region, prefix, coverage)
        write(path, content[:len(content) // 2] if last and settings.hit("truncated") else content)
        write(f"/{folders.individual}/{prefix}.csv", ",".join([prefix, *tifs]).encode("ascii"))
    except RasterioIOError as error:
        journal.info(f"RasterioIOError for tif_prefix: {prefix}. Error info: {error!r}")
        print(f"RasterioIOError for tif_prefix: {prefix}")
    except Exception as error:
        journal.failed(f"Error while merging and clipping for file {folders.clipped}/{prefix}.tif", error)
        raise Exception(f"Error while merging and clipping for file {folders.clipped}/{prefix}.tif: {error!r}") from error


def pause(settings):
    if settings.seconds:
        import time

        time.sleep(settings.seconds)


def scene(region, prefix, coverage):
    from common import pixels

    # A whole raw tile has a thin edge of nodata of its own; only what the faults take away is taken over.
    return pixels.scene_bytes(grid_of(region, RESOLUTION), f"sentinel2|{region.name}|{prefix}", 1.0 if coverage > 0.9 else coverage)


def write(path, content):
    try:
        with open(path, "wb") as file:
            file.write(content)
    except OSError as error:
        raise RasterioIOError(f"Attempt to create new tiff file '{path}' failed: {error.strerror}") from error


def combine(folders, name, journal):
    """One line for each scene that has a line of its own, whichever run made it."""
    files = sorted((n for n in os.listdir(folders.individual) if n.endswith(".csv")), key=lambda n: (n.split("_")[2], n))
    if not files:
        journal.warning(f"No CSV files found in {folders.individual}. Skipping CSV concatenation for region {name}.")
        return
    rows = []
    for file_name in files:
        with open(f"{folders.individual}/{file_name}", encoding="ascii") as file:
            rows.append(file.read().strip().split(","))
    width = max(map(len, rows))
    lines = [",".join(map(str, range(width)))] + [",".join(row + [""] * (width - len(row))) for row in rows]
    with open(f"{make_folder(f'{folders.metadata}/combined_csv')}/{name}.csv", "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


def clear(folder):
    import shutil

    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        else:
            os.remove(path)


if __name__ == "__main__":
    main()
