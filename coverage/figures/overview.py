"""The figures beside the map: reported beside loaded totals, and every layer's shares."""

from coverage.figures import gaps, layers
from coverage.figures.register import Register
from coverage.figures.service import Reach


def overview(register: Register, reach: Reach) -> dict:
    """Return the overview as plain data; areas in square metres, lengths in metres."""
    subdistrict = register.subdistrict
    villages = register.villages.rows
    every = layers.every(register, reach)
    return {
        "date": register.day.isoformat(),
        "subdistrict": {"code": subdistrict.code, "name": subdistrict.name},
        "parameters": {"minutes": reach.minutes, "mode": reach.mode, "method": reach.method},
        "villages": {"reported": subdistrict.reported_villages, "loaded": len(villages)},
        "area_km2": {
            "reported": subdistrict.reported_area_km2,
            "loaded": round(sum(village.area_m2 or 0.0 for village in villages) / 1e6, 2),
        },
        "population": {
            "reported": subdistrict.reported_population,
            "loaded": sum(village.population or 0 for village in villages),
        },
        "reported": {
            "as_of": subdistrict.reported_as_of and subdistrict.reported_as_of.isoformat(),
            "source": subdistrict.reported_source,
        },
        "layers": {name: layer.summary() for name, layer in every.items()},
        "supervision": layers.layer(register, reach, "patrol", "supervision").summary(),
        "gaps": [gap.row() for gap in gaps.ranked(register, reach)],
    }
