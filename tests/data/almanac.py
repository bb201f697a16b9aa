"""Writes almanac.csv, the reference that src/sandbox/platform/sky is tested against.

    pip install skyfield==1.55 skyfield-data==7.0.0
    python3 tests/data/almanac.py > tests/data/almanac.csv

Skyfield computes from the ephemeris DE421 of the Jet Propulsion Laboratory and shares no formula
with the code under test. Rows: body, place, latitude, longitude, UTC date, event, UTC time or
"none" ("phase" rows: lit percentage). Grazing events, where a second of arc moves the time by
minutes, are left out: the body must move by more than a degree and a half in altitude an hour.
"""
import datetime
import math

from skyfield import almanac
from skyfield.api import load_file, load, wgs84
from skyfield_data import get_skyfield_data_path

ts = load.timescale()
eph = load_file(get_skyfield_data_path() + "/de421.bsp")
earth, bodies = eph["earth"], {"sun": eph["sun"], "moon": eph["moon"]}
PLACES = [("London", 51.5074, -0.1278), ("New York", 40.7128, -74.0060), ("Sydney", -33.8688, 151.2093),
          ("Paris", 48.8566, 2.3522), ("Singapore", 1.3521, 103.8198), ("Honolulu", 21.3069, -157.8583),
          ("Reykjavik", 64.1466, -21.9426), ("Tromso", 69.6492, 18.9553), ("Cape Town", -33.9249, 18.4241)]
DATES = [(1987, 4, 10), (2000, 1, 1), (2018, 4, 24), (2018, 6, 21), (2018, 12, 21), (2024, 3, 20), (2026, 9, 23),
         (2032, 2, 29), (2049, 11, 5)]


def clock(t):
    return t.utc_strftime("%H:%M:%S")


def steep(observer, body, t):
    degrees = [observer.at(ts.tt_jd(t.tt + s / 1440)).observe(body).apparent().altaz()[0].degrees for s in (-5, 5)]
    return abs(degrees[1] - degrees[0]) * 6 > 1.5


print("# made by: python3 tests/data/almanac.py > tests/data/almanac.csv (skyfield 1.55, DE421)")
for place, lat, lon in PLACES:
    observer = earth + wgs84.latlon(lat, lon)
    for date in DATES:
        t0 = ts.utc(*date)
        t1 = ts.utc(datetime.datetime(*date, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=1))
        day = "%04d-%02d-%02d" % date
        for name, body in bodies.items():
            for event, find in (("rise", almanac.find_risings), ("set", almanac.find_settings)):
                times, real = find(observer, body, t0, t1)
                times = [t for t, r in zip(times, real) if r]
                if times and not steep(observer, body, times[0]):
                    continue
                print(name, place, lat, lon, day, event, clock(times[0]) if times else "none", sep=",")
            transits = almanac.find_transits(observer, body, t0, t1)
            print(name, place, lat, lon, day, "transit", clock(transits[0]) if len(transits) else "none", sep=",")
for date in DATES:
    lit = almanac.fraction_illuminated(eph, "moon", ts.utc(*date, 12))
    print("moon", "Earth", 0, 0, "%04d-%02d-%02d" % date, "phase", "%.2f" % (100 * lit), sep=",")
