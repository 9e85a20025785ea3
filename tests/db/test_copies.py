"""The ladder of copies: 12 days, 10 weeks, 9 months, and nothing goes after a loss."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from db import copies
from db.copies import Copy, Manifest

START = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)


def copy_at(moment: dt.datetime, entries: int = 0, store: str = "aa", folder: Path = Path("copies")) -> Copy:
    manifest = Manifest(entries, "", "", 1, "1.0", moment, store)
    return Copy(folder / f"{moment:%Y%m%d-%H%M%S}.partnercrm", manifest)


def thinned(kept: list[Copy]) -> list[Copy]:
    gone = {copy.path for copy in copies.to_thin(kept)}
    return [copy for copy in kept if copy.path not in gone]


def month(copy: Copy) -> tuple[int, int]:
    return copy.manifest.made_at.year, copy.manifest.made_at.month


def week(copy: Copy) -> tuple[int, int]:
    return copy.manifest.made_at.isocalendar()[:2]


def test_two_years_of_daily_copies() -> None:
    kept: list[Copy] = []
    for n in range(720):
        kept = thinned([*kept, copy_at(START + dt.timedelta(days=n), entries=n)])
    moments = [copy.manifest.made_at for copy in kept]
    today = START + dt.timedelta(days=719)
    assert moments[-12:] == [today - dt.timedelta(days=n) for n in range(11, -1, -1)]
    last_sunday = today - dt.timedelta(days=today.isoweekday())
    assert {last_sunday - dt.timedelta(weeks=n) for n in range(9)} <= set(moments)
    assert {month(copy) for copy in kept} == {(2027, number) for number in range(4, 13)}
    assert {(2027, 4, 30), (2027, 5, 31), (2027, 11, 30)} <= {m.date().timetuple()[:3] for m in moments}
    assert len(kept) <= copies.DAYS + copies.WEEKS + copies.MONTHS


@given(st.lists(st.tuples(st.integers(0, 400 * 24), st.integers(0, 50)), unique_by=lambda made: made[0], max_size=60))
def test_the_ladder_at_any_rhythm(made: list[tuple[int, int]]) -> None:
    all_copies = sorted((copy_at(START + dt.timedelta(hours=h), n) for h, n in made), key=lambda c: c.manifest.made_at)
    kept = thinned(all_copies)
    assert kept[-1:] == all_copies[-1:]
    if all_copies and all_copies[-1].manifest.entries < max(copy.manifest.entries for copy in all_copies):
        assert kept == all_copies
        return
    days = {copy.manifest.made_at.date() for copy in all_copies}
    assert {copy.manifest.made_at.date() for copy in kept} >= set(sorted(days)[-12:])
    assert {week(copy) for copy in kept} >= set(sorted({week(copy) for copy in all_copies})[-10:])
    assert {month(copy) for copy in kept} >= set(sorted({month(copy) for copy in all_copies})[-9:])
    assert len(kept) <= 31
    assert thinned(kept) == kept


def test_a_copy_with_fewer_entries_thins_nothing() -> None:
    kept = [copy_at(START + dt.timedelta(hours=n), entries=100) for n in range(20)]
    assert len(thinned(kept)) < 20
    assert thinned([*kept, copy_at(START + dt.timedelta(days=1), entries=99)])[:20] == kept
    also_short = [copy_at(START + dt.timedelta(days=n), entries=97 + n) for n in (1, 2)]
    assert len(thinned([*kept, *also_short])) == 22


def test_a_folder_of_copies(tmp_path: Path) -> None:
    mine = [copy_at(START + dt.timedelta(hours=n), store="aa", folder=tmp_path) for n in range(3)]
    other = copy_at(START + dt.timedelta(days=3), store="bb", folder=tmp_path)
    for copy in (*mine, other):
        copy.path.write_bytes(b"pages")
        copies.write_manifest(copy.path, copy.manifest)
    (tmp_path / "broken.partnercrm.json").write_text("{")
    (tmp_path / "unproved.partnercrm").write_bytes(b"")
    assert copies.list_copies(tmp_path) == [other, *reversed(mine)]
    assert copies.thin(tmp_path, "aa") == [mine[1], mine[0]]
    assert copies.list_copies(tmp_path, "aa") == [mine[2]]
    assert copies.list_copies(tmp_path, "bb") == [other]
    assert (tmp_path / "unproved.partnercrm").exists()
    mine[2].path.unlink()
    assert copies.list_copies(tmp_path, "aa") == []


def test_names_sort_by_time_and_suit_every_system(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 11, 21, 18, 15, 2, tzinfo=dt.UTC)
    first = copies.new_path(tmp_path, Path("/shops/brew.partnercrm"), moment)
    assert first == tmp_path / "brew 2026-11-21 181502.partnercrm"
    first.touch()
    second = copies.new_path(tmp_path, Path("/shops/brew.partnercrm"), moment)
    assert second.name == "brew 2026-11-21 181502 2.partnercrm"
    assert copies.default_folder(Path("/shops/brew.partnercrm")) == Path("/shops/brew copies")
