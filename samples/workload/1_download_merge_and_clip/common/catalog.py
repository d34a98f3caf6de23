"""Reads the region catalogue: a GeoPackage, which is an SQLite file, so sqlite3 and struct are enough."""

import os
import struct
from collections import namedtuple

TABLE = "glaciers_roi_proj_v3_300m"

# bounds: (west, south, east, north) in metres. tiles: the MGRS tiles of `utm_grid`, the best covering one first.
Region = namedtuple("Region", "name area bounds tiles")


class Catalog:
    """The regions by name, in ordinal order, so that an index range means the same to everyone."""

    def __init__(self, regions):
        self.regions = sorted(regions, key=lambda region: region.name)

    def names(self):
        return [region.name for region in self.regions]

    def between(self, min_area=None, max_area=None):
        """The regions of at least min_area and less than max_area, both in km2."""
        return Catalog(
            region for region in self.regions
            if (not min_area or region.area >= min_area) and (not max_area or region.area < max_area)
        )

    def slice(self, text):
        """The half-open range `0:25`, or `5:` up to the end."""
        start, end = text.split(":")
        return Catalog(self.regions[int(start):int(end) if end else len(self.regions)])

    def find(self, name):
        """The one region of that name; an unknown name fails as it does with the production scripts."""
        matching = [region for region in self.regions if region.name == name]
        if not matching:
            raise IndexError("list index out of range")
        return matching[0]


def read_catalog(script):
    """Reads the catalogue that lies where the production scripts look for it: relative to the script."""
    home = os.path.dirname(os.path.dirname(os.path.realpath(script)))
    return read_geopackage(os.path.join(home, "ancillary", "glacier_roi_v2", TABLE + ".gpkg"))


def read_geopackage(path):
    import sqlite3

    if not os.path.isfile(path):
        raise FileNotFoundError(f"{path}: No such file or directory")
    # Immutable: the workload may lie in a folder that cannot be written, and no -wal or -shm file must appear in it.
    connection = sqlite3.connect(as_uri(path) + "?mode=ro&immutable=1", uri=True)
    try:
        crs = connection.execute(
            "SELECT upper(s.organization), s.organization_coordsys_id, g.column_name FROM gpkg_geometry_columns g "
            "JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE g.table_name = ?", (TABLE,)).fetchone()
        if crs is None or crs[:2] != ("EPSG", 3413):
            raise ValueError("AOI file is not in specified epsg:3413.")
        rows = connection.execute(f'SELECT region, Area, "{crs[2]}", utm_grid FROM "{TABLE}"').fetchall()
    finally:
        connection.close()
    return Catalog(Region(name, area, bounds_of(blob), tiles.split(",")) for name, area, blob, tiles in rows)


def as_uri(path):
    path = os.path.abspath(path).replace(os.sep, "/")
    for sign, escape in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        path = path.replace(sign, escape)
    return "file://" + (path if path.startswith("/") else "/" + path)


def bounds_of(blob):
    """The bounds of a GeoPackage geometry: from its envelope, or from the coordinates where it carries none."""
    if blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry: it does not begin with GP")
    order = "<" if blob[3] & 1 else ">"
    kind = (blob[3] >> 1) & 7
    if kind:
        west, east, south, north = struct.unpack_from(order + "4d", blob, 8)
        return west, south, east, north
    points = coordinates_of(blob, 8)
    xs, ys = points[0::2], points[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def coordinates_of(wkb, offset):
    """All coordinates of a well-known binary (multi)polygon, x and y in turn."""
    values = []

    def polygon(at):
        order = "<" if wkb[at] else ">"
        kind, count = struct.unpack_from(order + "II", wkb, at + 1)
        at += 9
        if kind == 6:
            for _ in range(count):
                at = polygon(at)
            return at
        if kind != 3:
            raise ValueError(f"geometry type {kind} is neither polygon nor multipolygon")
        for _ in range(count):
            (size,) = struct.unpack_from(order + "I", wkb, at)
            values.extend(struct.unpack_from(f"{order}{2 * size}d", wkb, at + 4))
            at += 4 + 16 * size
        return at

    polygon(offset)
    return values
