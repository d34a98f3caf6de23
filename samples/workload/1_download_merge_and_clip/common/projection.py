"""Polar stereographic to geographic to UTM on the WGS 84 ellipsoid, to well below a metre: raw tiles lie where their region is."""

from math import atan, atan2, atanh, cos, cosh, degrees, hypot, pi, radians, sin, sinh, sqrt, tan

from .grid import Grid

RADIUS = 6378137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))


def to_geographic(x, y):
    """EPSG:3413 metres to longitude and latitude in degrees."""
    e = ECCENTRICITY
    standard = radians(70)
    t_standard = tan(pi / 4 - standard / 2) / ((1 - e * sin(standard)) / (1 + e * sin(standard))) ** (e / 2)
    m_standard = cos(standard) / sqrt(1 - (e * sin(standard)) ** 2)
    t = hypot(x, y) * t_standard / (RADIUS * m_standard)
    latitude = pi / 2 - 2 * atan(t)
    for _ in range(6):
        latitude = pi / 2 - 2 * atan(t * ((1 - e * sin(latitude)) / (1 + e * sin(latitude))) ** (e / 2))
    return degrees(atan2(x, -y)) - 45, degrees(latitude)


def to_utm(longitude, latitude, zone):
    """Degrees to easting and northing in the UTM zone of the northern hemisphere (Krueger's series, two terms)."""
    n = FLATTENING / (2 - FLATTENING)
    scale = 0.9996 * RADIUS / (1 + n) * (1 + n ** 2 / 4)
    alpha = (n / 2 - 2 * n ** 2 / 3, 13 * n ** 2 / 48)
    root = 2 * sqrt(n) / (1 + n)
    phi, delta = radians(latitude), radians(longitude - (6 * zone - 183))
    t = sinh(atanh(sin(phi)) - root * atanh(root * sin(phi)))
    xi, eta = atan2(t, cos(delta)), atanh(sin(delta) / sqrt(1 + t * t))
    easting = eta + sum(a * cos(2 * j * xi) * sinh(2 * j * eta) for j, a in enumerate(alpha, 1))
    northing = xi + sum(a * sin(2 * j * xi) * cosh(2 * j * eta) for j, a in enumerate(alpha, 1))
    return 500000 + scale * easting, scale * northing


def footprint(bounds):
    """The corners of the bounds as longitude and latitude, anticlockwise from the south west."""
    west, south, east, north = bounds
    return [to_geographic(x, y) for x, y in ((west, south), (east, south), (east, north), (west, north))]


def utm_grid_over(bounds, zone, pixels=64):
    """A square UTM grid of few and large pixels (multiples of 10 m) that covers the bounds."""
    points = [to_utm(longitude, latitude, zone) for longitude, latitude in footprint(bounds)]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    resolution = 10 * (int(max(east - west, north - south) * 1.1 / pixels / 10) + 1)
    margin = resolution * pixels
    left = 10 * round(((west + east) - margin) / 20)
    top = 10 * round(((south + north) + margin) / 20)
    return Grid(float(left), float(top), pixels, pixels, float(resolution), 32600 + zone, f"WGS 84 / UTM zone {zone}N")
