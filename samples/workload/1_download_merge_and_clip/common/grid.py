"""The raster grid of a region: where it lies, how many pixels it has, how large they are."""

from collections import namedtuple

POLAR = 3413
POLAR_NAME = "WGS 84 / NSIDC Sea Ice Polar Stereographic North"

# west, north: the outer corner of the first pixel, metres. width, height: pixels. resolution: metres a pixel.
Grid = namedtuple("Grid", "west north width height resolution epsg name")


def grid_of(region, resolution):
    """The grid on which the production scripts clip: exactly the region's bounds, in polar stereographic metres."""
    west, south, east, north = region.bounds
    width = int((east - west) / resolution)
    height = int((north - south) / resolution)
    return Grid(west, north, width, height, float(resolution), POLAR, POLAR_NAME)
