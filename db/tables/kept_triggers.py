"""How the database keeps what lists, Today and the forms read instead of summing.

Last contacts, clocks, months, turns, the search in interactions and past descriptions: each changes in the transaction
of what it is kept of. Sums stand with the party that others were merged into. `db/queries/kept.py` says the same as
plain sums.
"""

from __future__ import annotations

from db.tables.listed import LISTED

MONTH_FIGURES = (
    "in_touch",
    "they_owe",
    "we_owe",
    "favours_given",
    "favours_received",
    "favours_given_unpriced",
    "favours_received_unpriced",
    "late",
)
LONGEST_DESCRIPTION = 120
_EPOCH_ORDINAL = 1721425


def ordinal(day: str) -> str:
    """SQL for the ordinal (as `date.toordinal`) of a day kept as yyyymmdd."""
    text = f"printf('%04d-%02d-%02d', {day} / 10000, {day} / 100 % 100, {day} % 100)"
    return f"CAST(julianday({text}) + 0.5 AS INTEGER) - {_EPOCH_ORDINAL}"


def utc_day(moment: str) -> str:
    """SQL for the UTC day (yyyymmdd) of a moment kept as microseconds."""
    return f"CAST(strftime('%Y%m%d', {moment} / 1000000, 'unixepoch') AS INTEGER)"


def root(party: str) -> str:
    """SQL for the party that one became by merging, or itself."""
    return f"coalesce((SELECT root_id FROM alias WHERE party_id = {party}), {party})"


def family(party: str) -> str:
    """SQL for a party with all that was merged into it."""
    return f"SELECT {party} AS id UNION ALL SELECT party_id FROM alias WHERE root_id = {party}"


def _merged(party: str) -> str:
    return f"EXISTS (SELECT 1 FROM alias WHERE party_id = {party})"


def _on(name: str, event: str, statements: list[str], when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} AFTER {event} {condition}BEGIN {'; '.join(statements)}; END"


# Last contact


def _latest(party: str) -> list[str]:
    days = f"SELECT (SELECT max(day) FROM interaction_party WHERE party_id = m.id) AS day FROM ({family(party)}) m"
    return [
        f"DELETE FROM kept_contact WHERE party_id = {party}",
        f"INSERT INTO kept_contact (party_id, day) SELECT {party}, max(day) FROM ({days}) "
        f"WHERE day IS NOT NULL AND NOT {_merged(party)} HAVING max(day) IS NOT NULL",
    ]


def _contacts() -> list[str]:
    old, new = root("OLD.party_id"), root("NEW.party_id")
    return [
        _on(
            "kept_contact_insert",
            "INSERT ON interaction_party",
            [
                f"INSERT INTO kept_contact (party_id, day) VALUES ({new}, NEW.day) "
                "ON CONFLICT (party_id) DO UPDATE SET day = max(day, excluded.day)",
            ],
        ),
        _on("kept_contact_delete", "DELETE ON interaction_party", _latest(old)),
        _on("kept_contact_update", "UPDATE ON interaction_party", [*_latest(old), *_latest(new)]),
    ]


# Who was in touch in a month


def _month(month: str, **added: str) -> str:
    values = ", ".join(added.get(figure, "0") for figure in MONTH_FIGURES)
    grown = ", ".join(f"{figure} = {figure} + excluded.{figure}" for figure in added)
    return (
        f"INSERT INTO kept_month (month, {', '.join(MONTH_FIGURES)}) VALUES ({month}, {values}) "
        f"ON CONFLICT (month) DO UPDATE SET {grown}"
    )


def _months_of(party: str) -> list[str]:
    return [
        f"DELETE FROM kept_contact_month WHERE party_id = {party}",
        "INSERT INTO kept_contact_month (party_id, month, count) "
        f"SELECT {party}, day / 100, count(*) FROM interaction_party "
        f"WHERE party_id IN (SELECT id FROM ({family(party)})) AND NOT {_merged(party)} GROUP BY day / 100",
    ]


def _contact_months() -> list[str]:
    added = (
        f"INSERT INTO kept_contact_month (party_id, month, count) VALUES ({root('NEW.party_id')}, NEW.day / 100, 1) "
        "ON CONFLICT (party_id, month) DO UPDATE SET count = count + 1"
    )
    where = f"party_id = {root('OLD.party_id')} AND month = OLD.day / 100"
    taken = [
        f"UPDATE kept_contact_month SET count = count - 1 WHERE {where}",
        f"DELETE FROM kept_contact_month WHERE {where} AND count = 0",
    ]
    return [
        _on("kept_contact_month_insert", "INSERT ON interaction_party", [added]),
        _on("kept_contact_month_delete", "DELETE ON interaction_party", taken),
        _on("kept_contact_month_update", "UPDATE ON interaction_party", [*taken, added]),
        _on("kept_in_touch_insert", "INSERT ON kept_contact_month", [_month("NEW.month", in_touch="1")]),
        _on("kept_in_touch_delete", "DELETE ON kept_contact_month", [_month("OLD.month", in_touch="-1")]),
    ]


# Clocks


def clocks(where: str) -> str:
    """SQL that selects a row of kept_touch for each party that fits `where` (over the alias p)."""
    last = ordinal("max(p.clock_start, coalesce(k.day, 0))")
    snoozed = f"iif(s.until IS NULL, 0, {ordinal('s.until')})"
    return (
        f"SELECT id, max(last_day + interval_days + 1, snoozed), last_day, interval_days FROM ("
        f"SELECT p.id, {last} AS last_day, {snoozed} AS snoozed, p.interval_days FROM party p "
        "LEFT JOIN kept_contact k ON k.party_id = p.id LEFT JOIN touch_snooze s ON s.party_id = p.id "
        f"WHERE {where} AND p.interval_days IS NOT NULL AND {LISTED} AND NOT {_merged('p.id')})"
    )


def _clock(party: str) -> list[str]:
    return [
        f"DELETE FROM kept_touch WHERE party_id = {party}",
        f"INSERT INTO kept_touch (party_id, from_day, last_day, interval_days) {clocks(f'p.id = {party}')}",
    ]


def _touch() -> list[str]:
    running = "EXISTS (SELECT 1 FROM party WHERE id = {row}.party_id AND interval_days IS NOT NULL)"
    watched = "interval_days, clock_start, archived_at, binned_at, erased_at, walk_in"
    made = [
        _on("kept_touch_party_insert", "INSERT ON party", _clock("NEW.id"), "NEW.interval_days IS NOT NULL"),
        _on(
            "kept_touch_party_update",
            f"UPDATE OF {watched} ON party",
            _clock("NEW.id"),
            "NEW.interval_days IS NOT NULL OR OLD.interval_days IS NOT NULL",
        ),
        _on("kept_touch_party_delete", "DELETE ON party", ["DELETE FROM kept_touch WHERE party_id = OLD.id"]),
    ]
    for table in ("kept_contact", "touch_snooze"):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            name = f"kept_touch_{table}_{event.lower()}"
            made.append(_on(name, f"{event} ON {table}", _clock(f"{row}.party_id"), running.format(row=row)))
    return made


# Figures of a month


def held(line: str) -> str:
    """SQL for -1 where a To-pay line only waits to be used for the other side (money, a credit), else 1."""
    return f"iif({line}.opening = 0 AND ({line}.kind = 'money' OR {line}.sign = -1), -1, 1)"


def owed(line: str, side: int) -> str:
    """SQL for what one minor unit of a line means on a side, +1 they owe it, -1 we do: 1, 0, or -1 where it waits."""
    return f"({line}.asks = 'money' AND {line}.direction * {line}.sign * {held(line)} = {side}) * {held(line)}"


def favour(line: str, side: int) -> str:
    """SQL for the sign of a favour given (+1) or received (-1), else 0; openings and adjustments are none."""
    counts = f"{line}.asks = 'in_kind' AND {line}.opening = 0 AND {line}.kind <> 'adjustment'"
    return f"({counts} AND {line}.direction = {side}) * {line}.sign"


def _ledger_months() -> list[str]:
    value, unpriced = "coalesce(NEW.value, 0)", "(NEW.value IS NULL)"
    added = _month(
        "NEW.day / 100",
        they_owe=f"{owed('NEW', 1)} * {value}",
        we_owe=f"{owed('NEW', -1)} * {value}",
        favours_given=f"{favour('NEW', 1)} * {value}",
        favours_received=f"{favour('NEW', -1)} * {value}",
        favours_given_unpriced=f"{favour('NEW', 1)} * {unpriced}",
        favours_received_unpriced=f"{favour('NEW', -1)} * {unpriced}",
    )
    figures = {"they_owe": 1, "we_owe": -1}
    paid = ", ".join(
        f"-NEW.amount * sum({owed('l', figures[figure])})" if figure in figures else "0" for figure in MONTH_FIGURES
    )
    settled = (
        f"INSERT INTO kept_month (month, {', '.join(MONTH_FIGURES)}) SELECT NEW.day / 100, {paid} "
        "FROM line l WHERE l.id IN (NEW.paying_line_id, NEW.item_line_id) "
        "ON CONFLICT (month) DO UPDATE SET they_owe = they_owe + excluded.they_owe, we_owe = we_owe + excluded.we_owe"
    )
    return [
        _on("kept_month_line", "INSERT ON line", [added], "NEW.asks IN ('money', 'in_kind')"),
        _on("kept_month_settlement", "INSERT ON settlement", [settled]),
    ]


def closing_month(row: str) -> str:
    """SQL for the month in which a closed follow-up stopped being late, if it ever was; NULL while it is open."""
    return f"max({row}.due, {utc_day(f'{row}.closed_at')}) / 100"


def _late_months() -> list[str]:
    def counted(row: str, sign: str, other: str) -> list[str]:
        closed = f"iif({row}.closed_at IS NULL, {row}.due / 100, {closing_month(row)})"
        return [
            _month(f"{row}.due / 100", late=f"{sign}1"),
            _month(closed, late=f"iif({row}.closed_at IS NULL, 0, {other}1)"),
        ]

    moved = "OLD.due <> NEW.due OR OLD.closed_at IS NOT NEW.closed_at"
    return [
        _on("kept_late_insert", "INSERT ON follow_up", counted("NEW", "", "-")),
        _on("kept_late_delete", "DELETE ON follow_up", counted("OLD", "-", "")),
        _on("kept_late_update", "UPDATE ON follow_up", [*counted("OLD", "-", ""), *counted("NEW", "", "-")], moved),
    ]


# Whose turn it is

_WAITING = "iif(received_days > given_days AND last_received > last_given, received_days - given_days, 0)"


def turn_days(where: str, party: str) -> str:
    """SQL that selects a row of kept_whose_turn for each `party` (over the alias t of kept_turn) that fits `where`."""
    days = (
        f"SELECT {party} AS party, t.day, t.direction FROM kept_turn t WHERE {where} "
        "GROUP BY 1, t.day, t.direction HAVING sum(t.count) > 0"
    )
    sums = (
        "SELECT party, sum(direction = 1) AS given_days, sum(direction = -1) AS received_days, "
        "max(iif(direction = 1, day, 0)) AS last_given, max(iif(direction = -1, day, 0)) AS last_received "
        f"FROM ({days}) GROUP BY party"
    )
    return f"SELECT party, given_days, received_days, last_given, last_received, {_WAITING} FROM ({sums})"


def _recount(party: str) -> list[str]:
    where = f"t.party_id IN (SELECT id FROM ({family(party)})) AND NOT {_merged(party)}"
    return [
        f"DELETE FROM kept_whose_turn WHERE party_id = {party}",
        "INSERT INTO kept_whose_turn (party_id, given_days, received_days, last_given, last_received, waiting) "
        + turn_days(where, party),
    ]


def _whose_turn() -> list[str]:
    alone = "NOT EXISTS (SELECT 1 FROM alias WHERE party_id = NEW.party_id OR root_id = NEW.party_id)"
    new = "party_id = NEW.party_id"
    weighed = f"UPDATE kept_whose_turn SET waiting = {_WAITING} WHERE {new}"
    begun = [
        "INSERT INTO kept_whose_turn (party_id, given_days, received_days, last_given, last_received, waiting) "
        "VALUES (NEW.party_id, NEW.direction = 1, NEW.direction = -1, "
        "iif(NEW.direction = 1, NEW.day, 0), iif(NEW.direction = -1, NEW.day, 0), 0) "
        "ON CONFLICT (party_id) DO UPDATE SET given_days = given_days + excluded.given_days, "
        "received_days = received_days + excluded.received_days, "
        "last_given = max(last_given, excluded.last_given), "
        "last_received = max(last_received, excluded.last_received)",
        weighed,
    ]
    last = (
        "coalesce((SELECT t.day FROM kept_turn t WHERE t.party_id = NEW.party_id AND t.direction = {side} "
        "AND t.count > 0 ORDER BY t.day DESC LIMIT 1), 0)"
    )
    ended = [
        "UPDATE kept_whose_turn SET given_days = given_days - (NEW.direction = 1), "
        "received_days = received_days - (NEW.direction = -1), "
        f"last_given = {last.format(side=1)}, last_received = {last.format(side=-1)} WHERE {new}",
        weighed,
        f"DELETE FROM kept_whose_turn WHERE {new} AND given_days = 0 AND received_days = 0",
    ]
    turned = "OLD.count <= 0 AND NEW.count > 0"
    stopped = "OLD.count > 0 AND NEW.count <= 0"
    recounted = _recount(root("NEW.party_id"))
    return [
        _on("kept_whose_turn_insert", "INSERT ON kept_turn", begun, f"NEW.count > 0 AND {alone}"),
        _on("kept_whose_turn_more", "UPDATE ON kept_turn", begun, f"{turned} AND {alone}"),
        _on("kept_whose_turn_less", "UPDATE ON kept_turn", ended, f"{stopped} AND {alone}"),
        _on("kept_whose_turn_family_insert", "INSERT ON kept_turn", recounted, f"NOT ({alone})"),
        _on("kept_whose_turn_family_update", "UPDATE ON kept_turn", recounted, f"NOT ({alone})"),
    ]


# After a merge, and after it was undone


def _merges() -> list[str]:
    def both(row: str) -> list[str]:
        parties = (f"{row}.party_id", f"{row}.root_id")
        keepers = (_latest, _months_of, _clock, _recount)
        return [statement for party in parties for keep in keepers for statement in keep(party)]

    return [
        _on("kept_merge_insert", "INSERT ON alias", both("NEW")),
        _on("kept_merge_delete", "DELETE ON alias", both("OLD")),
        _on("kept_merge_update", "UPDATE ON alias", [*both("OLD"), *both("NEW")]),
    ]


# What is found and offered again


def _interaction_words() -> list[str]:
    add = (
        "INSERT INTO search_interaction (rowid, folded) "
        "VALUES (NEW.id, coalesce(NEW.folded, lower(NEW.summary || ' ' || NEW.notes)))"
    )
    remove = "DELETE FROM search_interaction WHERE rowid = OLD.id"
    return [
        _on("search_interaction_insert", "INSERT ON interaction", [add]),
        _on("search_interaction_delete", "DELETE ON interaction", [remove]),
        _on("search_interaction_update", "UPDATE OF summary, notes, folded ON interaction", [remove, add]),
    ]


def described(where: str) -> str:
    """SQL that selects each description among the lines l with texts x that fit `where`: kind, side, line."""
    return (
        "SELECT trim(coalesce(x.folded, lower(x.what))) AS folded, l.kind, l.direction, l.id FROM line_text x "
        f"JOIN line l ON l.id = x.line_id WHERE {where} AND l.sign = 1 "
        f"AND length(x.what) BETWEEN 1 AND {LONGEST_DESCRIPTION}"
    )


def _past_descriptions() -> list[str]:
    learnt = (
        "INSERT INTO past_description (folded, kind, direction, times, line_id) "
        f"SELECT folded, kind, direction, 1, id FROM ({described('x.line_id = NEW.line_id')}) WHERE 1 "
        "ON CONFLICT (folded, kind, direction) DO UPDATE SET times = times + 1, line_id = excluded.line_id"
    )
    return [
        _on("past_description_insert", "INSERT ON line_text", [learnt]),
        _on(
            "past_description_delete",
            "DELETE ON line_text",
            ["DELETE FROM past_description WHERE line_id = OLD.line_id"],
        ),
    ]


STATEMENTS: tuple[str, ...] = (
    *_contacts(),
    *_contact_months(),
    *_touch(),
    *_ledger_months(),
    *_late_months(),
    *_whose_turn(),
    *_merges(),
    *_interaction_words(),
    *_past_descriptions(),
)
