"""Writes and reads GeoTIFFs: one band, strips, uncompressed or Deflate, the same tags that GDAL writes for the real scenes."""

import struct

from .grid import Grid

NONE, DEFLATE = 1, 8
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 12: 8, 16: 8}
CODES = {1: "B", 3: "H", 4: "I", 12: "d", 16: "Q"}


class RasterioIOError(OSError):
    """A raster that cannot be read. The name is the production library's, because it shows in the log."""


def encode(grid, bits, compression, rows_per_strip, strips):
    """The bytes of a GeoTIFF with nodata 0 from the strips, already compressed as told."""
    citation = f"{grid.name}|WGS 84|".encode("ascii")
    name = len(grid.name) + 1
    model, unit = (1, 3072)
    keys = [1, 1, 0, 7, 1024, 0, 1, model, 1025, 0, 1, 1, 1026, 34737, name, 0, 2049, 34737, 7, name,
            2054, 0, 1, 9102, unit, 0, 1, grid.epsg, 3076, 0, 1, 9001]
    count = len(strips)
    entries = [
        (256, 4, struct.pack("<I", grid.width)),
        (257, 4, struct.pack("<I", grid.height)),
        (258, 3, struct.pack("<H", bits)),
        (259, 3, struct.pack("<H", compression)),
        (262, 3, struct.pack("<H", 1)),
        (273, 4, bytes(4 * count)),
        (277, 3, struct.pack("<H", 1)),
        (278, 4, struct.pack("<I", rows_per_strip)),
        (279, 4, struct.pack(f"<{count}I", *map(len, strips))),
        (284, 3, struct.pack("<H", 1)),
        (339, 3, struct.pack("<H", 1)),
        (33550, 12, struct.pack("<3d", grid.resolution, grid.resolution, 0)),
        (33922, 12, struct.pack("<6d", 0, 0, 0, grid.west, grid.north, 0)),
        (34735, 3, struct.pack("<32H", *keys)),
        (34737, 2, citation + b"\0"),
        (42113, 2, b"0\0"),
    ]
    # The directory is at byte 8, the values that do not fit into it follow, then the strips.
    values_at = 8 + 2 + 12 * len(entries) + 4
    first = values_at + sum(padded(len(data)) for _, _, data in entries if len(data) > 4)
    offsets, at = [], first
    for strip in strips:
        offsets.append(at)
        at += len(strip)
    entries[5] = (273, 4, struct.pack(f"<{count}I", *offsets))

    directory, values = [struct.pack("<H", len(entries))], []
    for tag, kind, data in entries:
        inline = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", values_at)
        directory.append(struct.pack("<HHI", tag, kind, len(data) // SIZES[kind]) + inline)
        if len(data) > 4:
            values.append(data.ljust(padded(len(data)), b"\0"))
            values_at += padded(len(data))
    return b"".join([b"II*\0", struct.pack("<I", 8), *directory, bytes(4), *values, *strips])


def padded(size):
    return size + size % 2


def read_tags(path):
    """The tags of the first directory, of a classic or Big TIFF in either byte order."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise RasterioIOError(f"{path}: {error.strerror}") from error
    try:
        order = {b"II": "<", b"MM": ">"}[data[:2]]
        (version,) = struct.unpack_from(order + "H", data, 2)
        start, head, entry, word, inline = {42: (4, "H", 12, "I", 4), 43: (8, "Q", 20, "Q", 8)}[version]
        (at,) = struct.unpack_from(order + word, data, start)
        (entries,) = struct.unpack_from(order + head, data, at)
        at += struct.calcsize(head)
        tags = {}
        for index in range(entries):
            tag, kind = struct.unpack_from(order + "HH", data, at + index * entry)
            (count,) = struct.unpack_from(order + word, data, at + index * entry + 4)
            value_at = at + index * entry + entry - inline
            if count * SIZES.get(kind, 1) > inline:
                (value_at,) = struct.unpack_from(order + word, data, value_at)
            if kind in CODES:
                tags[tag] = struct.unpack_from(f"{order}{count}{CODES[kind]}", data, value_at)
    except (KeyError, struct.error) as error:
        raise RasterioIOError(f"'{path}' not recognized as a supported file format.") from error
    if any(offset + size > len(data) for offset, size in zip(tags.get(273, ()), tags.get(279, ()))):
        raise RasterioIOError("Read or write failed. TIFFFillStrip:Read error")
    tags["data"] = data
    return tags


def read_grid(path):
    """The grid of a GeoTIFF, to see whether a raster that was given fits."""
    tags = read_tags(path)
    if not all(tag in tags for tag in (256, 257, 33550, 33922, 34735)):
        raise RasterioIOError(f"'{path}' has no georeference.")
    keys = tags[34735]
    codes = {keys[i]: keys[i + 3] for i in range(4, len(keys), 4)}
    return Grid(tags[33922][3], tags[33922][4], tags[256][0], tags[257][0], tags[33550][0], codes.get(3072), None)


def must_fit(path, wanted):
    """Refuses a raster on another grid: scenes clipped to it would lie elsewhere than the region."""
    found = read_grid(path)
    if found._replace(name=None) != wanted._replace(name=None):
        raise ValueError(f"{path} is not on the region's grid: found {tuple(found)[:6]}, wanted {tuple(wanted)[:6]}")


def coverage_of(path):
    """The share of pixels that are not nodata, of an uncompressed raster of this sample's making."""
    tags = read_tags(path)
    if tags.get(259) != (NONE,) or tags.get(258) != (16,) or 273 not in tags:
        return 1.0
    pixels = b"".join(tags["data"][offset:offset + size] for offset, size in zip(tags[273], tags[279]))
    # The upper byte of a pixel that carries data is never 0: see pixels.py.
    return 1.0 - pixels[1::2].count(0) / (len(pixels) / 2)
