"""What the phone counts of a segment, by the bank on which one walks."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# A segment of 912 m from west to east, walked along at so many degrees north of it, once or twice.
WALK = """async ([bank, sides]) => {
    const { Walked } = await import("/static/js/patrol/walked.js");
    const rules = { max_accuracy_m: 50, hole_s: 180, hole_m: 200, swath_m: 30, max_walk_kmh: 12 };
    const line = [[118.80, 35.1], [118.81, 35.1]];
    const walked = new Walked([{ code: "R1", bank, line }], rules);
    let time = 0;
    for (const aside of sides) {
        for (let step = 0; step <= 100; step++) {
            walked.add([118.80 + step / 10000, 35.1 + aside, time, 5]);
            time += 8;
        }
        time += 400;
    }
    const north = walked.lines("R1").map((part) => Math.sign(part[0][1] - 35.1));
    return [walked.figures("R1").share, north];
}"""
LEFT, RIGHT = 0.0001, -0.0001


@pytest.mark.parametrize(
    ("bank", "sides", "share", "north"),
    [
        ("both", [RIGHT], 1.0, [0]),
        ("each", [LEFT], 0.5, [1]),
        ("each", [RIGHT, RIGHT], 0.5, [-1]),
        ("each", [LEFT, RIGHT], 1.0, [1, -1]),
        ("left", [LEFT], 1.0, [0]),
        ("left", [RIGHT], 0.0, []),
    ],
)
def test_the_phone_counts_by_bank(desk, bank, sides, share, north):
    found = desk.go().evaluate(WALK, [bank, sides])

    assert found == [pytest.approx(share), north]
