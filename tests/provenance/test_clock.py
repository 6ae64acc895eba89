"""The moment results are dated with."""

from datetime import UTC, datetime, timedelta

import pytest

from proxenia.errors import ProxeniaError
from proxenia.provenance import now, stamp


def test_results_are_dated_by_the_clock(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_moment_named_from_outside_is_kept(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert stamp(now()) == "1970-01-02T00:00:00Z"


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_what_is_no_moment_is_refused_with_what_would_be_right(monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ProxeniaError, match="write seconds since 1970"):
        now()
