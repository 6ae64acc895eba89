"""Frames of maps hold what they are made for."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from proxenia.report.frames import framed, frames_of

PLACES = st.lists(
    st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-55, 70, allow_nan=False)), min_size=1, max_size=12
)


@given(PLACES, st.booleans(), st.sampled_from(["equalEarth", "mercator"]))
@settings(max_examples=150, deadline=None)
def test_every_place_is_held_by_a_frame(places, narrow, kind):
    frames = frames_of(places, width=340, narrow=narrow, kind=kind)
    assert 1 <= len(frames) <= (2 if narrow else 1)
    assert all(any(frame.holds(place) for frame in frames) for place in places)
    assert all(0.42 * 340 <= frame.height + 1 <= 342 for frame in frames)


def test_near_places_stand_in_one_frame_about_them():
    (frame,) = frames_of([(51.4, 35.7), (44.4, 33.3)], width=340, narrow=True)
    assert frame.west == pytest.approx(47.9 - 4 - 0.96)
    assert frame.holds((48.0, 34.0))
    assert not frame.holds((2.3, 48.9))


def test_on_a_narrow_page_the_americas_stand_by_themselves():
    east, west = frames_of([(-118, 34), (-71, 42), (127, 37), (2, 49)], width=340, narrow=True)
    assert east.holds((127, 37))
    assert not east.holds((-71, 42))
    assert west.holds((-71, 42))
    assert not west.holds((2, 49))
    assert len(frames_of([(-118, 34), (127, 37)], width=800, narrow=False)) == 1


def test_places_on_both_sides_of_the_180th_meridian_are_near_each_other():
    (frame,) = frames_of([(178, -18), (-172, -14)], width=340, narrow=True)
    assert frame.holds((-179, -16))
    assert frame.east - frame.west < 20


def test_a_smaller_piece_of_the_earth_is_drawn_larger():
    (region,) = frames_of([(51, 35), (44, 33)], width=340, narrow=True)
    (continent,) = frames_of([(51, 35), (-5, 36)], width=340, narrow=True)
    assert region.pixels > 4 * continent.pixels


def test_two_frames_stand_below_each_other_with_layers_of_their_own():
    frames = frames_of([(-118, 34), (0, 51), (127, 37)], width=340, narrow=True)
    drawn = framed(frames, lambda frame: [{"mark": "x", "from": round(frame.west)}])
    assert [part["layer"][0]["from"] for part in drawn["vconcat"]] == [round(frame.west) for frame in frames]
    assert framed(frames[:1], lambda _: [])["width"] == 340
