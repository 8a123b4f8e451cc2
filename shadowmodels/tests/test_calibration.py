"""The reliability curve: in which bin an inference is, and that SQL reckons as Python does."""

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.tests.factories import make_account
from shadowmodels.calibration import measure
from shadowmodels.models import ShadowInference, ShadowModel
from shadowmodels.tests.factories import make_inference, make_model

pytestmark = pytest.mark.django_db

Told = tuple[float, bool | None]
EDGES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
BESIDE = [math.nextafter(edge, toward) for edge in EDGES[1:] for toward in (0, 1)]
# As close as a rounded figure is to its own.
CLOSE = 1e-4

confidences = st.floats(0, 1) | st.sampled_from([*EDGES, *BESIDE, 0.1 + 0.2, 1.0])
inferences = st.lists(st.tuples(confidences, st.sampled_from([True, False, None])), max_size=25)


def curve(*told: Told) -> Any:
    model = make_model(make_account())
    for confidence, success in told:
        make_inference(model, confidence=confidence, was_successful=success)
    return measure(model.inferences.all())["curve"]


class TestBins:
    @pytest.mark.parametrize("edge", EDGES)
    def test_begin_at_their_edge(self, edge: float) -> None:
        [point] = curve((edge, True))
        assert point["start"] == edge

    @pytest.mark.parametrize("edge", EDGES[1:])
    def test_end_just_below_the_next(self, edge: float) -> None:
        [point] = curve((math.nextafter(edge, 0), True))
        assert point["end"] == edge

    def test_the_last_has_certainty(self) -> None:
        [point] = curve((1.0, True), (0.9, False))
        assert (point["start"], point["end"], point["count"]) == (0.9, 1.0, 2)

    def test_without_outcomes_are_left_out(self) -> None:
        points = curve((0.15, True), (0.55, None), (0.95, False))
        assert [point["start"] for point in points] == [0.1, 0.9]

    def test_count_outcomes_alone(self) -> None:
        [point] = curve((0.81, True), (0.89, None), (0.83, False))
        assert (point["count"], point["mean_confidence"]) == (2, 0.82)


class TestBounds:
    @pytest.mark.parametrize(
        ("successes", "failures", "lower", "upper"),
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        [
            (81, 182, 0.2553, 0.3662),
            (15, 133, 0.0624, 0.1605),
            (0, 20, 0, 0.1611),
            (1, 28, 0.0061, 0.1718),
        ],
    )
    def test_are_wilsons(self, successes: int, failures: int, lower: float, upper: float) -> None:
        model = make_model(make_account())
        make_inferences(model, [(0.5, True)] * successes + [(0.5, False)] * failures)
        [point] = measure(model.inferences.all())["curve"]
        assert point["lower_bound"] == pytest.approx(lower, abs=CLOSE)
        assert point["upper_bound"] == pytest.approx(upper, abs=CLOSE)

    @pytest.mark.parametrize(("success", "bounds"), [(True, (0.2065, 1)), (False, (0, 0.7935))])
    def test_of_one_outcome(self, success: bool, bounds: tuple[float, float]) -> None:
        [point] = curve((0.7, success))
        assert (point["lower_bound"], point["upper_bound"]) == bounds

    def test_of_outcomes_that_contradict(self) -> None:
        """The same confidence came true and did not: the middle, and far from sure."""
        [point] = curve((0.8, True), (0.8, False))
        assert point["success_rate"] == 0.5
        assert point["lower_bound"] == pytest.approx(1 - point["upper_bound"], abs=CLOSE)


def make_inferences(model: ShadowModel, told: Sequence[Told]) -> None:
    ShadowInference.objects.bulk_create(
        ShadowInference(
            model=model,
            account_id=model.account_id,
            domain="checkout",
            inference="Keep it on the server.",
            confidence=confidence,
            was_successful=success,
            scrub_version=1,
        )
        for confidence, success in told
    )


def bin_of(confidence: float) -> float:
    return max(edge for edge in EDGES if edge <= confidence)


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


class TestReckoning(TestCase):
    @settings(max_examples=60)
    @example(told=[(1e-200, False)])
    @given(told=inferences)
    def test_is_that_of_python(self, told: list[Told]) -> None:
        model = make_model(make_account())
        make_inferences(model, told)
        with self.assertNumQueries(1):
            measured = measure(model.inferences.all())
        known = [(confidence, success) for confidence, success in told if success is not None]
        assert measured["inferences"] - measured["unknown"] == len(known)
        if not known:
            assert (measured["brier_score"], measured["expected_calibration_error"]) == (None, None)
            assert measured["curve"] == []
            return
        brier = mean([(confidence - success) ** 2 for confidence, success in known])
        assert measured["brier_score"] == pytest.approx(brier, abs=CLOSE)
        gaps = []
        found = {point["start"]: point for point in measured["curve"]}
        assert list(found) == sorted({bin_of(confidence) for confidence, _ in known})
        for start, point in found.items():
            inside = [one for one in known if bin_of(one[0]) == start]
            sure, right = mean([one[0] for one in inside]), mean([float(one[1]) for one in inside])
            assert point["count"] == len(inside)
            assert point["mean_confidence"] == pytest.approx(sure, abs=CLOSE)
            assert point["success_rate"] == pytest.approx(right, abs=CLOSE)
            assert 0 <= point["lower_bound"] <= point["success_rate"] <= point["upper_bound"] <= 1
            gaps.append(len(inside) * abs(sure - right))
        error = math.fsum(gaps) / len(known)
        assert measured["expected_calibration_error"] == pytest.approx(error, abs=CLOSE)
