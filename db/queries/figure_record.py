"""The records behind figures, one statement a subject: day, party, text and sum."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.queries import many
from db.values import int_to_day
from partnercrm.domain.figure_record import FigureRecord

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Each selects id, day, party, text, amount as r.
_SELECT = {
    "party": "SELECT id, NULL day, id party, about text, NULL amount FROM party",
    "exchange": """
        SELECT e.id, e.day, e.party_id party,
            printf('%d-%04d', e.fiscal_year, e.sequence) || coalesce(': ' || nullif((
                SELECT group_concat(t.what, ', ') FROM line l JOIN line_text t ON t.line_id = l.id
                WHERE l.exchange_id = e.id), ''), '') text,
            (SELECT sum(l.sign * l.value) FROM line l WHERE l.exchange_id = e.id) amount
        FROM exchange e""",
    "agreement": """
        SELECT a.id, a.from_day day, (SELECT min(m.party_id) FROM agreement_party m WHERE m.agreement_id = a.id) party,
            a.title text, NULL amount FROM agreement a""",
    "promotion": """
        SELECT x.id, x.from_day day,
            (SELECT min(m.party_id) FROM promotion_partner m WHERE m.promotion_id = x.id) party,
            x.title text, NULL amount FROM promotion x""",
    "referral": """
        SELECT x.id, x.day, x.party_id party, coalesce(p.name, '') text, x.value_won amount
        FROM referral x LEFT JOIN party p ON p.id = x.referred_id""",
    "program": "SELECT id, NULL day, NULL party, name text, NULL amount FROM program",
    "segment": "SELECT id, NULL day, NULL party, name text, NULL amount FROM segment",
    "redemption": """
        SELECT x.id, x.day, x.party_id party, v.code text, x.revenue amount
        FROM redemption x JOIN voucher v ON v.id = x.voucher_id""",
    "interaction": """
        SELECT x.id, x.day, (SELECT min(m.party_id) FROM interaction_party m WHERE m.interaction_id = x.id) party,
            x.summary text, NULL amount FROM interaction x""",
    "sale": """
        SELECT id, day, party_id party, receipt text, amount - reduction + rounding amount FROM sale""",
    "survey_response": """
        SELECT x.id, x.day, x.party_id party, trim(coalesce(x.score, '')
            || CASE WHEN x.score IS NULL OR x.text = '' THEN '' ELSE ': ' END || x.text) text, NULL amount
        FROM survey_response x""",
    "survey_request": """
        SELECT id, coalesce(asked_day, due_day) day, party_id party, about text, NULL amount FROM survey_request""",
    "public_review": """
        SELECT id, day, party_id party, place || ': ' || text text, NULL amount FROM public_review""",
    "item": "SELECT id, NULL day, NULL party, name text, NULL amount FROM item",
    "purchase_order": "SELECT id, day, party_id party, number text, NULL amount FROM purchase_order",
    "delivery": "SELECT id, day, party_id party, number text, NULL amount FROM delivery",
    "supplier_item": """
        SELECT x.id, NULL day, x.party_id party, i.name text, NULL amount
        FROM supplier_item x JOIN item i ON i.id = x.item_id""",
    "skill": "SELECT id, since_day day, party_id party, name text, NULL amount FROM skill",
    "training": """
        SELECT id, coalesce(done_day, due_day) day, party_id party, name text, cost amount FROM training""",
    "wish": "SELECT id, day, party_id party, text, NULL amount FROM wish",
    "staff_review": "SELECT id, day, party_id party, summary text, NULL amount FROM staff_review",
    "recognition": "SELECT id, day, party_id party, text, NULL amount FROM recognition",
    "market_estimate": "SELECT id, from_day day, NULL party, source text, amount FROM market_estimate",
    "acquisition_cost": "SELECT id, from_day day, NULL party, what text, amount FROM acquisition_cost",
}


def of(connection: Connection, subject: str, numbers: Sequence[int], most: int) -> list[FigureRecord]:
    """These rows of a subject (the name of its table), the latest first, at most so many. Raises KeyError."""
    sql = f"""
        SELECT r.id, r.day, p.id, coalesce(p.name, ''), coalesce(r.text, ''), r.amount
        FROM ({_SELECT[subject]}) r LEFT JOIN party p ON p.id = r.party
        WHERE r.id IN (SELECT value FROM json_each(:ids)) ORDER BY r.day DESC, p.sort_name, r.id DESC LIMIT :most
    """
    found = many.tuples(connection, sql, {"ids": json.dumps(list(numbers)), "most": most})
    return [
        FigureRecord(subject, number, int_to_day(day) if day else None, party, name, text, amount)
        for number, day, party, name, text, amount in found
    ]
