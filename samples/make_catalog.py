#!/usr/bin/env python3
"""Makes the sample's region catalogue: the same bytes each time, a GeoPackage 1.2 with the columns of the real one.

    python3 samples/make_catalog.py [path]

The places lie in the sea off Greenland and the names beyond the first, second and last are invented.
"""

import os
import sqlite3
import struct
import sys

TABLE = "glaciers_roi_proj_v3_300m"
DEFAULT = os.path.join("workload", "1_download_merge_and_clip", "ancillary", "glacier_roi_v2", TABLE + ".gpkg")

# region, west, south (metres, EPSG:3413), width, height (metres, multiples of 300), utm_est, utm_grid, coverage, tile_count.
# As in the real one, the order is not that of the names, origins are no multiples of 300 and tile_count may disagree with utm_grid.
REGIONS = [
    ("140_CentralLindenow", 143710, -3388240, 3900, 3000, "23", "23VNH", 1.0, 1),
    ("134_Arsuk", -243850, -3290300, 3000, 3300, "23", "22VFP", 1.0, 1),
    ("063_isvand_north", -702410, -2094370, 4200, 4800, "20", "20WNE", 1.0, 1),
    ("172_UnnamedNearSnebugt", 903130, -2410490, 5400, 3600, "26", "26WPC", 0.9986, 1),
    ("018_snebrae", 702980, -2790530, 6000, 6300, "25", "25VFL", 1.0, 1),
    ("107_tasiusarsik_west", 893560, -1820170, 6900, 6300, "27", "27WWT,27WVT", 0.9999, 1),
    ("191_Hagen_Brae", 420040, -720430, 9000, 9000, "26", "26XMR,26XNR,26XMQ,26XNQ", 0.9993, 4),
]

POLAR = (
    'PROJCS["WGS 84 / NSIDC Sea Ice Polar Stereographic North",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,'
    '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]],'
    'PROJECTION["Polar_Stereographic"],PARAMETER["latitude_of_origin",70],PARAMETER["central_meridian",-45],'
    'PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",SOUTH],AXIS["Northing",SOUTH],'
    'AUTHORITY["EPSG","3413"]]')
GEOGRAPHIC = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]')

SCHEMA = f"""
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE "{TABLE}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, region TEXT, Area REAL, utm_est TEXT,
  utm_grid TEXT, coverage REAL, tile_count INTEGER);
"""


def rectangle(west, south, east, north):
    """A GeoPackage geometry: little-endian, with an envelope, EPSG:3413, one ring of five points."""
    ring = (east, south, east, north, west, north, west, south, east, south)
    header = struct.pack("<2sBBi4d", b"GP", 0, 3, 3413, west, east, south, north)
    return header + struct.pack("<BIII10d", 1, 3, 1, 5, *ring)


def make(path):
    if os.path.exists(path):
        os.remove(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA application_id = 1196444487")
    connection.execute("PRAGMA user_version = 10200")
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
        ("WGS 84 / NSIDC Sea Ice Polar Stereographic North", 3413, "EPSG", 3413, POLAR, None),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, GEOGRAPHIC, "longitude/latitude coordinates in decimal degrees"),
    ])
    bounds = [(west, south, west + width, south + height) for _, west, south, width, height, *_ in REGIONS]
    extent = (min(b[0] for b in bounds), min(b[1] for b in bounds), max(b[2] for b in bounds), max(b[3] for b in bounds))
    connection.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', '2025-01-01T00:00:00.000Z', ?, ?, ?, ?, 3413)",
                       (TABLE, TABLE, *map(float, extent)))
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', 3413, 0, 0)", (TABLE,))
    connection.executemany(
        f'INSERT INTO "{TABLE}" (geom, region, Area, utm_est, utm_grid, coverage, tile_count) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [(rectangle(*box), name, width * height / 1e6, zone, tiles, coverage, count)
         for box, (name, _, _, width, height, zone, tiles, coverage, count) in zip(bounds, REGIONS)])
    connection.commit()
    connection.close()
    # SQLite stores which release of it wrote last; the same bytes must come from every release.
    with open(path, "r+b") as file:
        file.seek(96)
        file.write(struct.pack(">I", 3040000))


if __name__ == "__main__":
    make(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), DEFAULT))
