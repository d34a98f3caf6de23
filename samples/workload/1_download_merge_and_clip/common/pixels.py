"""Deterministic pixels, made by repeating and shifting one row, because Python has no time for a hundred million of them."""

import hashlib

from . import geotiff

PATTERN = 8192  # bytes of the row that is repeated; within Deflate's window, so that it compresses
KINDS = 16      # strips that differ; then they come round again
EDGE = 0.05     # the widest nodata edge, as a share of the width; 2.3 % of a whole scene, below the scripts' 5 %
MEGAPIXELS_UNCOMPRESSED = 4
# The upper byte of a pixel: 1 to 32, so values from 256 to 8447, like reflectances, and never nodata by chance.
UPPER = bytes(1 + value % 32 for value in range(256))


def scene_bytes(grid, seed, coverage=1.0):
    """A uint16 GeoTIFF on the grid: uncompressed up to 4 megapixels, Deflate above. Below the coverage (0 to 1) it is nodata."""
    deflate = grid.width * grid.height > MEGAPIXELS_UNCOMPRESSED * 1_000_000
    row = 2 * grid.width
    # Strips of about 8 KiB as GDAL's, larger ones where they are compressed; 16 or more, so that coverage has its steps.
    rows = max(1, min((262144 if deflate else 8192) // row, grid.height // KINDS))
    pattern = bytearray(hashlib.shake_256(seed.encode("utf-8")).digest(PATTERN))
    pattern[1::2] = pattern[1::2].translate(UPPER)
    endless = bytes(pattern) * (row // PATTERN + 2)

    def strip(kind, count):
        edge = int(grid.width * EDGE * kind / KINDS) * 2
        lines = []
        for line in range(kind * rows, kind * rows + count):
            shift = line * 74 % PATTERN
            lines.append(bytes(edge) + endless[shift:shift + row - edge])
        return b"".join(lines)

    return assemble(grid, 16, rows, deflate, strip, row, coverage)


def mask_bytes(grid, seed):
    """A uint8 GeoTIFF of ones and zeros, as the landsat script's reference raster."""
    rows = max(1, 65536 // grid.width)
    bits = bytes(value % 2 for value in range(256))
    pattern = hashlib.shake_256(seed.encode("utf-8")).digest(PATTERN).translate(bits)
    endless = pattern * (grid.width // PATTERN + 2)

    def strip(kind, count):
        shifts = (line * 37 % PATTERN for line in range(kind * rows, kind * rows + count))
        return b"".join(endless[shift:shift + grid.width] for shift in shifts)

    return assemble(grid, 8, rows, True, strip, grid.width, 1.0)


def assemble(grid, bits, rows, deflate, strip, row, coverage):
    pack = bytes
    if deflate:
        import zlib

        def pack(data):
            return zlib.compress(data, 1)

    covered = round(grid.height * coverage)
    made, strips = {}, []
    for first in range(0, grid.height, rows):
        count = min(rows, grid.height - first)
        kind = first // rows % KINDS if first < covered else None
        if (kind, count) not in made:
            made[kind, count] = pack(bytes(row * count) if kind is None else strip(kind, count))
        strips.append(made[kind, count])
    return geotiff.encode(grid, bits, geotiff.DEFLATE if deflate else geotiff.NONE, rows, strips)
