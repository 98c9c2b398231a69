"""The kinds of scenario in words, and which parameters each of them takes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATION_KINDS = ("maximal_covering", "p_median", "p_center", "set_covering")
PAIRING = "pairing"
KINDS = (*STATION_KINDS, PAIRING)
COMMON = ("name", "subdistrict", "kind", "date", "mode")
PLACES = ("minutes", "candidates")


@dataclass(frozen=True)
class Kind:
    """A kind: its name, one sentence that explains it, and the parameters it takes."""

    value: str
    title: str | Promise
    sentence: str | Promise
    parameters: tuple[str, ...]


ALL = {
    kind.value: kind
    for kind in (
        Kind(
            "maximal_covering",
            _("Reach the most people"),
            _("Puts a given number of further stations where the most people reach one in time."),
            (*COMMON, *PLACES, "k"),
        ),
        Kind(
            "p_median",
            _("Shortest travel on average"),
            _("Puts a given number of further stations so that people travel the least in total."),
            (*COMMON, *PLACES, "k"),
        ),
        Kind(
            "p_center",
            _("Shortest longest way"),
            _("Puts a given number of further stations so that the farthest village is nearest."),
            (*COMMON, *PLACES, "k"),
        ),
        Kind(
            "set_covering",
            _("Fewest stations that reach all"),
            _("Finds the least number of further stations with which every village is in time."),
            (*COMMON, *PLACES),
        ),
        Kind(
            PAIRING,
            _("Deputies for unpaired villages"),
            _("Proposes a county deputy for each village without one, with the least travel."),
            (*COMMON, "limit", "within_groups"),
        ),
    )
}


def family(kind: str) -> str:
    """Return what can be compared with each other: "stations" or "pairing"."""
    return PAIRING if kind == PAIRING else "stations"
