"""The page of a person or business: how we stand in words, the quick line, details in place, the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from partnercrm.domain.interaction import Channel, FollowUpState
from partnercrm.domain.interaction_rows import FollowUpFilter, InteractionFilter
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import ConsentState, Mode, TieKind
from partnercrm.services import archive, contact, follow_up, interaction, ledger, party_edit, tie
from partnercrm.services import party as parties
from ui.common.choices import Segment
from ui.common.fields import ChoiceField
from ui.common.overlay import Layer
from ui.main_window import MainWindow
from ui.party.ledger_page import EntryLine
from ui.party.note_form import NoteSheet
from ui.party.page import PartyPanel
from ui.party.tab import DirectoryTab
from ui.party.tie_form import TieSheet

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)
TIMELINE, DETAILS, LEDGER = range(3)


@pytest.fixture
def grind(choose: Callable[[str], int]) -> int:
    """The Daily Grind, whose page is shown."""
    return choose("The Daily Grind")


def post(window: MainWindow, party: int, *lines: LineDraft, day: dt.date = TODAY, due: dt.date | None = None) -> str:
    session = window.session
    return ledger.post(session.store, session.ctx(), ExchangeDraft(party, day, lines, due_day=due)).number


def bill(window: MainWindow, party: int, value: int, due: dt.date, direction: Direction = Direction.GIVEN) -> str:
    return post(window, party, LineDraft(direction, Kind.GOODS, value, Basis.BILL), day=dt.date(2026, 11, 1), due=due)


def by_name(widget: QWidget, name: str) -> QWidget:
    return next(each for each in widget.findChildren(QWidget) if each.accessibleName() == name)


def texts(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def test_nobody_is_chosen_at_first(panel: PartyPanel) -> None:
    assert panel.party is None
    assert "Nobody chosen" in texts(panel)


def test_three_lines_say_how_we_stand_and_are_never_one_sum(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    bill(shop_window, grind, 12000, dt.date(2026, 11, 16))
    bill(shop_window, grind, 23112, dt.date(2026, 12, 2), Direction.RECEIVED)
    mention = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 2500, Basis.ESTIMATE, what="newsletter mention")
    oven = LineDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(2), unit="hour", what="oven")
    post(shop_window, grind, mention, oven)
    panel.reload()
    settle(shop_window)
    assert panel.head.lens_words() == [
        ("To pay", "we owe 231.12, due 2 Dec"),
        ("", "they owe 120.00, 5 days late"),
        ("", "111.12 if set off"),
        ("Favours", "25.00 : 1 without a price"),
        ("Turns", "even"),
    ]
    red = [each.text() for each in panel.head.findChildren(QLabel) if each.property("tone") == "danger"]
    assert red == ["they owe 120.00, 5 days late"]


def test_who_keeps_no_score_sees_only_what_is_to_pay(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    session = shop_window.session
    shop_window.tasks.run_write(
        lambda: party_edit.set_mode(session.store, session.ctx(), [grind], Mode.GENEROUS), owner=panel
    )
    settle(shop_window)
    assert panel.head.lens_words() == [("To pay", "nothing to pay")]


def test_employees_have_nothing_to_pay(panel: PartyPanel, choose: Callable[[str], int]) -> None:
    choose("Lena")
    assert panel.head.lens_words() == []


def test_the_quick_line_logs_a_talk_and_its_next_step(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    quick = panel.timeline.quick
    QTest.keyClicks(quick, "called Mark about the oven, follow up Friday")
    assert panel.timeline.understood.text() == "Enter logs: Call, today; follow-up Fri 27 Nov"
    QTest.keyClick(quick, Qt.Key.Key_Return)
    settle(shop_window)
    store = shop_window.session.store
    talks = interaction.page_rows(store, interaction.ids(store, InteractionFilter(party=grind)))
    assert [(talk.channel, talk.summary, talk.day) for talk in talks] == [
        (Channel.CALL, "called Mark about the oven", TODAY)
    ]
    found = follow_up.ids(store, shop_window.session.ctx(), FollowUpFilter(party=grind))
    steps = follow_up.page_rows(store, found)
    assert [(step.due, step.state) for step in steps] == [(dt.date(2026, 11, 27), FollowUpState.OPEN)]
    assert quick.text() == ""
    assert [row.entry.title for row in panel.timeline.timeline.rows()][-1] == "Call"


def test_a_half_typed_line_does_not_go_to_somebody_else(
    panel: PartyPanel, grind: int, choose: Callable[[str], int]
) -> None:
    QTest.keyClicks(panel.timeline.quick, "called Mark")
    choose("Ana")
    assert panel.timeline.quick.text() == ""


def test_an_older_page_of_the_timeline_is_read_on(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.party.timeline_page.PAGE", 2)
    session = shop_window.session
    for text in ("one", "two", "three"):
        party_edit.add_note(session.store, session.ctx(), grind, text)
    panel.reload()
    settle(shop_window)
    assert len(panel.timeline.timeline.rows()) == 2
    panel.timeline.older.click()
    settle(shop_window)
    assert len(panel.timeline.timeline.rows()) == 3
    assert not panel.timeline.older.isVisible()


def test_a_phone_is_copied_and_a_consent_noted(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    panel.tabs.setCurrentIndex(DETAILS)
    copy = by_name(panel.details, "Copy 020 7946 0018")
    assert isinstance(copy, QAbstractButton)
    copy.click()
    assert QGuiApplication.clipboard().text() == "020 7946 0018"
    session = shop_window.session
    phone = parties.page(session.store, session.ctx(), grind).contacts[0].id
    shop_window.tasks.run_write(
        lambda: contact.set_consent(session.store, session.ctx(), phone, "newsletter", ConsentState.GIVEN), owner=panel
    )
    settle(shop_window)
    assert by_name(panel.details, "newsletter: given").isVisible()


def test_mode_and_rhythm_are_changed_in_place(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    panel.tabs.setCurrentIndex(DETAILS)
    modes = panel.details.findChild(Segment)
    assert modes is not None
    modes.button("strict").click()
    settle(shop_window)
    rhythm = panel.details.findChild(ChoiceField)
    assert rhythm is not None
    rhythm.set_value(30)
    rhythm.edited.emit()
    settle(shop_window)
    page = parties.page(shop_window.session.store, shop_window.session.ctx(), grind)
    assert (page.mode, page.interval_days) == (Mode.STRICT, 30)


def test_a_tag_and_a_note_are_typed_on_the_page_and_the_cursor_stays(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    panel.tabs.setCurrentIndex(DETAILS)
    for name, text in (("Add a tag", "market"), ("Write a note", "Closes early on Wednesdays")):
        line = by_name(panel.details, name)
        line.setFocus()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        settle(shop_window)
        again = by_name(panel.details, name)
        assert isinstance(again, QLineEdit)
        assert again.hasFocus()
    page = parties.page(shop_window.session.store, shop_window.session.ctx(), grind)
    assert [tag.text for tag in page.tags] == ["market"]
    assert [note.text for note in page.notes] == ["Closes early on Wednesdays"]
    chip = by_name(panel.details, "Take the tag market away")
    assert isinstance(chip, QAbstractButton)
    chip.click()
    settle(shop_window)
    assert parties.page(shop_window.session.store, shop_window.session.ctx(), grind).tags == ()


def test_a_tie_reads_from_both_sides_and_leads_over(
    panel: PartyPanel,
    shop_window: MainWindow,
    grind: int,
    party_of: Callable[[str], int],
    sheet: Callable[[], Layer],
    settle: Settle,
) -> None:
    panel.tabs.setCurrentIndex(DETAILS)
    add = by_name(panel.details, "Add a tie: Ties")
    assert isinstance(add, QAbstractButton)
    add.click()
    form = sheet()
    assert isinstance(form, TieSheet)
    form.press_primary()
    assert form.other.has_error()
    form.way.set_value((TieKind.WORKS_AT, False))
    form.other.take_focus()
    QTest.keyClicks(form.other.edit, "Ana")
    settle(shop_window)
    QTest.keyClick(form.other.edit, Qt.Key.Key_Return)
    form.press_primary()
    settle(shop_window)
    assert "Employs" in texts(panel.details)
    link = by_name(panel.details, "Open Ana")
    assert isinstance(link, QAbstractButton)
    link.click()
    settle(shop_window)
    assert panel.party == party_of("Ana")
    assert "Works at" in texts(panel.details)


def test_the_ledger_shows_what_is_open_and_what_stood_to_pay_after_each_entry(
    panel: PartyPanel, shop_window: MainWindow, grind: int, settle: Settle
) -> None:
    bill(shop_window, grind, 12000, dt.date(2026, 11, 16))
    post(shop_window, grind, LineDraft(Direction.RECEIVED, Kind.MONEY, 5000))
    panel.tabs.setCurrentIndex(LEDGER)
    panel.reload()
    settle(shop_window)
    shown = texts(panel.ledger)
    assert "they owe 70.00, 5 days late" in shown
    assert [text for text in shown if text.startswith("to pay")] == ["to pay +70.00", "to pay +120.00"]
    assert len(panel.ledger.findChildren(EntryLine)) == 2


def test_an_empty_ledger_says_how_to_begin(
    panel: PartyPanel, grind: int, shop_window: MainWindow, settle: Settle
) -> None:
    panel.tabs.setCurrentIndex(LEDGER)
    settle(shop_window)
    assert any(text.startswith("Nothing passed between you yet") for text in texts(panel.ledger))


def test_the_note_button_opens_a_small_form(
    panel: PartyPanel,
    shop_window: MainWindow,
    grind: int,
    sheet: Callable[[], Layer],
    settle: Settle,
) -> None:
    panel.head.buttons[2].click()
    form = sheet()
    assert isinstance(form, NoteSheet)
    form.press_primary()
    settle(shop_window)
    assert form.note.has_error()
    QTest.keyClicks(form.note.edit, "Ring before eight")
    QTest.keyClick(form.note.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shop_window)
    page = parties.page(shop_window.session.store, shop_window.session.ctx(), grind)
    assert [note.text for note in page.notes] == ["Ring before eight"]


def test_the_page_follows_changes_of_its_party_only(
    panel: PartyPanel, shop_window: MainWindow, grind: int, party_of: Callable[[str], int], settle: Settle
) -> None:
    session = shop_window.session
    shop_window.tasks.run_write(
        lambda: party_edit.rename(session.store, session.ctx(), grind, "Grind & Co"), owner=panel
    )
    settle(shop_window)
    assert panel.head.name.text() == "Grind & Co"
    shown = panel.shown
    shop_window.tasks.run_write(lambda: archive.archive(session.store, session.ctx(), [party_of("Ana")]), owner=panel)
    settle(shop_window)
    assert panel.shown is shown


def test_every_control_of_the_page_has_a_name(
    panel: PartyPanel,
    directory: DirectoryTab,
    shop_window: MainWindow,
    grind: int,
    party_of: Callable[[str], int],
    unnamed: Callable[[QWidget], list[str]],
    settle: Settle,
) -> None:
    session = shop_window.session
    tie.add_tie(session.store, session.ctx(), party_of("Ana"), grind, TieKind.WORKS_AT)
    bill(shop_window, grind, 100, TODAY)
    for place in (TIMELINE, DETAILS, LEDGER):
        panel.tabs.setCurrentIndex(place)
        panel.reload()
        settle(shop_window)
    assert unnamed(panel) == []
