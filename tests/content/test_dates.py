"""Dates in EDTF: in words and in order."""

from __future__ import annotations

import pytest

from explainer.content import dates


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2020", "2020"),
        ("2020-04", "April 2020"),
        ("2020-04-02", "2\xa0April 2020"),
        ("2018~", "around 2018"),
        ("XXXX", "undated"),
        ("2020-01/2020-05", "January to May 2020"),
        ("2019/2020-05", "2019 to May 2020"),
        ("2011-12/..", "since December 2011"),
    ],
)
def test_a_date_has_words(edtf: str, words: str):
    assert dates.words(edtf) == words


@pytest.mark.parametrize(
    "wrong", ["2020-13", "2020-2", "April 2020", "2020-05/2020-01", "២០២០", ""]
)
def test_what_is_no_date_is_refused(wrong: str):
    with pytest.raises(ValueError):
        dates.words(wrong)


def test_dates_sort_by_the_first_day_that_they_can_mean():
    order = ["2019", "2019-04/..", "2019-05-01~", "2020/2021", "XXXX"]
    assert sorted(reversed(order), key=dates.first_day) == order


@pytest.mark.parametrize(
    ("times", "middle"),
    [
        (["2020-04-02"], "2020-04-02"),
        (["2021"], "2021-07-02"),
        (["2020"], "2020-07-01"),
        (["2021~"], "2021-07-02"),
        (["2021-02"], "2021-02-14"),
        (["2021-04"], "2021-04-15"),
        (["2020-06/2021-05"], "2020-11-30"),
        (["2019", "2021"], "2020-07-01"),
        (["XXXX"], None),
        (["2011-12/.."], None),
        (["2020", "XXXX"], None),
    ],
)
def test_the_middle_of_what_a_date_can_mean(times: list[str], middle: str | None):
    found = dates.middle(times)
    assert (found and found.isoformat()) == middle
