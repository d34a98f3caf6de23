"""The scenes that a window has: the same ones each time it is asked, others for another region or window."""

import datetime
import hashlib
from collections import namedtuple

# prefix: the clipped scene's name, 37 characters. acquired: a datetime. made: when the product was made.
Sentinel = namedtuple("Sentinel", "prefix acquired made")

# subset: the clipped scene's name. The others are columns of the query's result.
Landsat = namedtuple("Landsat", "subset identity scene acquired platform instruments path row product_day")


def window_of(date1, date2):
    """First and last day, both included."""
    try:
        first, last = datetime.date.fromisoformat(date1), datetime.date.fromisoformat(date2)
    except ValueError as error:
        raise ValueError(f"invalid datetime range: {date1}/{date2}") from error
    if last < first:
        raise ValueError(f"invalid datetime range: {date1} is after {date2}")
    return first, last


def moments(satellite, region, date1, date2, count):
    """For each scene its time of acquisition inside the window and 8 bytes of chance; the oldest first, no time twice."""
    first, last = window_of(date1, date2)
    days = (last - first).days + 1
    chance = digest(f"{satellite}|{region}|{date1}|{date2}")
    start = int.from_bytes(chance[:4], "big")
    found = []
    for index in range(count):
        own = digest(f"{satellite}|{region}|{date1}|{date2}|{index}")
        # Spread over the window, each in its own part of it; afternoon, when both satellites pass Greenland.
        low, high = index * days // count, (index + 1) * days // count
        day = first + datetime.timedelta(low + own[0] % max(1, high - low))
        second = 13 * 3600 + (start + index * 7919) % 14400
        found.append((datetime.datetime(day.year, day.month, day.day) + datetime.timedelta(seconds=second), own))
    return sorted(found)


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).digest()


def sentinel_scenes(region, date1, date2, count):
    found = []
    for acquired, chance in moments("sentinel2", region, date1, date2, count):
        orbit = 1 + chance[1] % 143
        prefix = f"S2{'AB'[chance[2] % 2]}_MSIL2A_{acquired:%Y%m%dT%H%M%S}_N0511_R{orbit:03d}"
        made = acquired + datetime.timedelta(seconds=3 * 3600 + chance[3] * 20)
        found.append(Sentinel(prefix, acquired, made))
    return found


def product_of(scene, tile):
    """The product's name of one tile of a scene: S2A_MSIL2A_20250801T143751_N0511_R010_T23VNH_20250801T190000."""
    return f"{scene.prefix}_T{tile}_{scene.made:%Y%m%dT%H%M%S}"


def landsat_scenes(region, date1, date2, count):
    """Newest first, as the query answers."""
    found = []
    for acquired, chance in moments("landsat", region, date1, date2, count):
        number = 8 + chance[1] % 2
        path, row = 1 + chance[2] % 60, 2 + chance[3] % 16
        day, made = f"{acquired:%Y%m%d}", f"{acquired + datetime.timedelta(days=6):%Y%m%d}"
        identity = f"LC{number:02d}_L1TP_{path:03d}{row:03d}_{day}_{made}_02_T1"
        scene = f"LC{number}{path:03d}{row:03d}{acquired:%Y%j}LGN00"
        subset = f"{acquired:%Y%m%d%H%M%S}_{scene}_{identity}_ortho"
        found.append(Landsat(subset, identity, scene, acquired, f"LANDSAT_{number}", "['OLI', 'TIRS']", path, row, made))
    return found[::-1]
