"""Ratios are learned anew by every test."""

import pytest

from chatapp.context import calibration
from tests.billing.fixtures import _prices_are_read_anew

__all__ = ["_prices_are_read_anew"]


@pytest.fixture(autouse=True)
def _uncalibrated():
    calibration.forget()
    yield
    calibration.forget()
