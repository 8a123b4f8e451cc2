"""Numbers of people that no label names: a birthday within, and check digits that no chance makes.

One of a hundred numbers of that length passes, so something near has to speak of people.
"""

import re
from collections.abc import Sequence
from operator import mul

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import any_of, finder, folded
from intake.scrubbing.rules import MASK, Found, Rule

_Digits = Sequence[int]


def _weighted(digits: _Digits, weights: Sequence[int]) -> int:
    return sum(map(mul, digits, weights))


def _number(digits: _Digits) -> int:
    return int("".join(map(str, digits)))


def _is_day(day: _Digits, month: _Digits, *, centuries: int = 1, later: int = 20) -> bool:
    """Of a month that tells the century as well: `later` is added for each."""
    counted, of_month = divmod(_number(month), later) if centuries > 1 else (0, _number(month))
    return 1 <= _number(day) <= 31 and 1 <= of_month <= 12 and counted < centuries


def _luhn(digits: _Digits) -> bool:
    doubled = (sum(divmod(2 * one, 10)) for one in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _poland(one: _Digits) -> bool:
    return _is_day(one[4:6], one[2:4], centuries=5) and not (
        _weighted(one, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10
    )


def _turkey(one: _Digits) -> bool:
    tenth = (7 * sum(one[0:9:2]) - sum(one[1:8:2])) % 10
    return one[0] > 0 and one[9] == tenth and one[10] == sum(one[:10]) % 10


def _norway(one: _Digits) -> bool:
    return not (
        _weighted(one, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
        or _weighted(one, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    )


def _baltic(one: _Digits) -> bool:
    check = _weighted(one[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = _weighted(one[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return 1 <= one[0] <= 8 and _is_day(one[5:7], one[3:5]) and one[10] == check


def _greece(one: _Digits) -> bool:
    return _is_day(one[:2], one[2:4]) and _luhn(one)


def _brazil(one: _Digits) -> bool:
    def check(up_to: int) -> int:
        return _weighted(one, range(up_to + 1, 1, -1)) * 10 % 11 % 10

    return len(set(one)) > 1 and one[9] == check(9) and one[10] == check(10)


def _bulgaria(one: _Digits) -> bool:
    return _is_day(one[4:6], one[2:4], centuries=3) and (
        one[9] == _weighted(one, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    )


def _ukraine(one: _Digits) -> bool:
    """The first five count days since 1900."""
    return 10_000 <= _number(one[:5]) <= 42_000 and (
        one[9] == _weighted(one, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10
    )


def _south_africa(one: _Digits) -> bool:
    return one[10] <= 1 and _is_day(one[4:6], one[2:4]) and _luhn(one)


def _romania(one: _Digits) -> bool:
    check = _weighted(one, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return 1 <= one[0] <= 8 and _is_day(one[5:7], one[3:5]) and one[12] == (check % 10 or check > 9)


def _yugoslavia(one: _Digits) -> bool:
    """Of what became of it."""
    check = -_weighted(one, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11 % 10
    return one[4] in (9, 0) and _is_day(one[:2], one[2:4]) and one[12] == check


_CHECKS = {
    10: (_bulgaria, _ukraine),
    11: (_poland, _turkey, _norway, _baltic, _greece, _brazil),
    13: (_south_africa, _romania, _yugoslavia),
}
_speaks_of_people = finder(
    rf"\b(?:{any_of(vocabulary.PEOPLE)}|{any_of(vocabulary.PAPERS)}|{any_of(vocabulary.PARTS_OF_NAMES)}"
    r"|name|tc no|id no|detail: parameters|birth|born)|pacjen|pasient|patsient"
)
_NEAR = 120
_IN_TIME = re.compile(r"1[4-9]\d{8}(?:\d{3})?")


def _is_of_a_machine(number: int) -> bool:
    """A power of two, or a status of Windows that is an error: `0xC0000135`"""
    return number & (number - 1) == 0 or number >> 16 == _STATUS


_STATUS = 0xC000


def _is_of_somebody(found: Found) -> bool:
    value = found.value
    if _IN_TIME.fullmatch(value) or value.endswith("0000") or _is_of_a_machine(int(value)):
        return False
    digits = [*map(int, value)]
    if not any(check(digits) for check in _CHECKS[len(digits)]):
        return False
    around = f"{found.before(_NEAR)} {found.after(_NEAR)}"
    return MASK in around or _speaks_of_people(folded(around))


RULES = (
    Rule(
        r"(?:^|[^\w.+-]|_)(?P<id>\d{10,11}|\d{13})(?:[^\w-]|_|$)",
        accept=_is_of_somebody,
    ),
)
