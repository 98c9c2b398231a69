"""Computed shares beside the truth of simulated walkers; `benchmarks.patrols` runs many more."""

import numpy as np
import pytest

from benchmarks import patrols, walkers

RUNS = 8
FOOTPATH = [setting for setting in patrols.SETTINGS if setting.footpath]
OPEN = [setting for setting in patrols.SETTINGS if not setting.footpath]


def mean_error(settings, noise_m: float) -> float:
    """The mean of the absolute errors of all segments in some settings, in points."""
    found = [patrols.measure(setting, noise_m, RUNS).points for setting in settings]
    return float(np.abs(np.concatenate(found)).mean())


@pytest.mark.parametrize("noise_m", [3, 5])
def test_beside_a_footpath_shares_are_within_two_points_on_average(noise_m):
    assert mean_error(FOOTPATH, noise_m) <= 2


@pytest.mark.parametrize("noise_m", [5, 10])
def test_on_open_banks_shares_are_within_three_points_on_average(noise_m):
    assert mean_error(OPEN, noise_m) <= 3


@pytest.mark.parametrize("noise_m", patrols.NOISES_M)
def test_no_unwalked_segment_is_ever_called_done(noise_m):
    idle = [setting for setting in patrols.SETTINGS if setting.plan is patrols.only_beside]
    found = [patrols.measure(setting, noise_m, RUNS) for setting in idle]
    assert sum(errors.unwalked for errors in found) > 40
    assert sum(errors.false_done for errors in found) == 0


def test_what_is_easily_done_does_not_reach_it():
    setting = FOOTPATH[0]
    errors = patrols.measure(setting, 5, RUNS)
    assert np.abs(errors.buffer_points).mean() > 3 * np.abs(errors.points).mean()


def test_the_simulator_repeats_itself_and_knows_its_truth():
    place = walkers.scene(7, footpath=True)
    dice = np.random.default_rng(7)
    walker = walkers.Walker(place, dice)
    walk = walker.bank(0, 1200, 5).road(place.footpath, 1200, 2000).bank(2000, 1700, -5).walk()
    recording = walkers.record(place, walk, walkers.Recorder(noise_m=5), dice)
    covered_m = (recording.share * np.diff(place.cuts_m)).sum()
    assert covered_m == pytest.approx(1500, abs=8)
    again = walkers.scene(7, footpath=True)
    assert again.river.equals(place.river)
    assert len(again.roads) == len(place.roads)


def test_an_error_has_the_size_it_is_given_and_lasts():
    error_m = walkers.lasting_error(np.random.default_rng(3), 200_000, 10.0, 30.0)
    assert error_m.std() == pytest.approx(10, rel=0.05)
    later = np.corrcoef(error_m[:-30, 0], error_m[30:, 0])[0, 1]
    assert later == pytest.approx(np.exp(-1), abs=0.08)
