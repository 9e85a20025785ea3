"""A till's file with the lines of each receipt: they come in as one sale with its items."""

from __future__ import annotations

import pytest

from partnercrm.imports.preview import RowState
from partnercrm.services import item, undo, verify
from tests.imports.till import Till, lines_of, states

NEW, KNOWN, DOUBTFUL, BAD = RowState.NEW, RowState.KNOWN, RowState.DOUBTFUL, RowState.BAD

LINES = "Receipt,Date,Customer,Item,Quantity,Line total,Total\n"


def test_rows_of_one_receipt_are_one_sale_with_its_items(till: Till) -> None:
    content = (
        LINES + "1,2026-11-20,Ana,Rye bread,2,9.20,16.56\n2,2026-11-20,,Tea,1,2.80,2.80\n"
        "1,2026-11-20,Ana,Flat white,2,9.20,16.56\n3,2026-11-20,,,,,4.00\n"
    )
    done = till.bring(content)
    assert (done.new, done.changes is not None and "item" in done.changes.subjects) == (3, True)
    assert [(row.receipt, row.name, row.amount, row.reduction, row.paid) for row in till.sales()] == [
        ("1", "Ana", 18_40, 1_84, 16_56),
        ("2", "", 2_80, 0, 2_80),
        ("3", "", 4_00, 0, 4_00),
    ]
    assert lines_of(till) == [("1", "Rye bread", "2", 9_20), ("1", "Flat white", "2", 9_20), ("2", "Tea", "1", 2_80)]
    assert till.bring(content).known == 3
    assert done.changes is not None
    undo.undo(till.store, till.ctx, done.changes.operation)
    assert (till.sales(), item.listed(till.store)) == ([], [])
    assert till.bring(content).new == 3
    assert verify.verify(till.store).intact


@pytest.mark.parametrize(
    ("header", "rows", "paid", "amounts"),
    [
        ("Item,Total", ("Rye,4.60", "Tea,2.80"), 7_40, [4_60, 2_80]),
        ("Item,Quantity,Unit price", ("Rye,2,4.60", "Tea,1,2.80"), 12_00, [9_20, 2_80]),
        ("Item,Quantity,Unit price,Total", ("Rye,2,4.60,12.00", "Tea,1,2.80,"), 12_00, [9_20, 2_80]),
        ("Item,Quantity,Total", ("Rye,2,9.20", ",,2.80"), 12_00, [9_20]),
        ("Item,Total", ("Rye,", "Tea,7.40"), 7_40, [None, None]),
    ],
)
def test_lines_as_tills_write_them(
    till: Till, header: str, rows: tuple[str, ...], paid: int, amounts: list[int | None]
) -> None:
    till.bring(f"Receipt,Date,{header}\n" + "".join(f"7,2026-11-20,{row}\n" for row in rows))
    (row,) = till.sales()
    assert (row.paid, row.rest) == (paid, 0)
    assert [amount for *_rest, amount in lines_of(till)] == amounts


def test_a_sum_that_stands_in_each_row_of_every_receipt_is_counted_once(till: Till) -> None:
    rows = [f"{n},2026-11-20,{item},{n}.00" for n in (1, 2, 3) for item in ("Rye", "Tea")]
    prepared = till.look("Receipt,Date,Item,Total\n" + "\n".join(rows))
    assert states(prepared) == [NEW] * 3
    assert "counted once" in str(prepared.notes[-1])
    till.bring("Receipt,Date,Item,Total\n" + "\n".join(rows))
    assert [row.paid for row in till.sales()] == [1_00, 2_00, 3_00]
    assert lines_of(till)[0] == ("1", "Rye", "1", None)


def test_two_equal_rows_of_one_receipt_wait_for_a_decision(till: Till) -> None:
    content = "Receipt,Date,Item,Total\n1,2026-11-20,Tea,2.80\n1,2026-11-20,Scone,2.80\n"
    assert states(till.look(content)) == [DOUBTFUL]
    assert till.bring(content, take_doubles=True).new == 1
    assert [row.paid for row in till.sales()] == [5_60]


def test_rows_of_a_receipt_that_disagree_stay_out(till: Till) -> None:
    prepared = till.look("Receipt,Date,Item,Total\n1,2026-11-20,Tea,2.80\n1,2026-11-19,Scone,3.80\n")
    assert states(prepared) == [BAD]
    assert prepared.rows[0].numbers == (2, 3)
    assert "different people or days" in str(prepared.rows[0].reasons[0])


def test_items_that_come_back(till: Till) -> None:
    till.bring(
        LINES + "1,2026-11-19,Ana,Rye bread,2,9.20,9.20\n2,2026-11-20,Ana,Tea,1,2.80,-1.80\n"
        "2,2026-11-20,Ana,Rye bread,1,-4.60,-1.80\n"
    )
    till.bring("Receipt,Date,Item,Total,Refund of\n3,2026-11-20,Rye bread,-4.60,1\n")
    assert lines_of(till) == [
        ("1", "Rye bread", "2", 9_20),
        ("2", "Tea", "1", 2_80),
        ("2", "Rye bread", "-1", -4_60),
        ("3", "Rye bread", "-1", -4_60),
    ]
