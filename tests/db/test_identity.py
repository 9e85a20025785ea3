"""Sixteen bytes tell what a file is, and any SQLCipher tool can open ours."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import identity
from db.engine import create_store, open_store
from db.identity import Kind
from partnercrm.domain.errors import StoreDamaged


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", Kind.EMPTY),
        (b"SQLite format 3\x00 and so on", Kind.SQLITE),
        (b"PK\x03\x04 this is a workbook, not a store", Kind.OTHER),
        (b"PCRM", Kind.OTHER),
        (b"PCRM\x02\x01" + bytes(10), Kind.NEWER),
        (b"PCRM\x01\x03" + bytes(10), Kind.NEWER),
        (b"PCRM\x01\x01" + bytes(10), Kind.OURS),
    ],
)
def test_what_a_file_is(tmp_path: Path, content: bytes, kind: Kind) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert identity.look(path).kind is kind


def test_nothing_is_missing_also_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert identity.look(tmp_path / "none").kind is Kind.MISSING
    assert identity.look(tmp_path / "file" / "none").kind is Kind.MISSING


def test_a_new_store_carries_our_salt_and_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_store(tmp_path / name)
    one, two = identity.look(tmp_path / "one"), identity.look(tmp_path / "two")
    assert one.kind is two.kind is Kind.OURS
    assert one.salt != two.salt
    assert one.key_byte == identity.PUBLISHED_KEY


@pytest.mark.parametrize("passphrase", ["", 'la clé d\'Anaïs "42" Ключ'])
def test_any_sqlcipher_tool_opens_it_with_passphrase_and_rounds(tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "shop"
    create_store(path, passphrase=passphrase)
    found = identity.look(path)
    assert found.key_byte == (identity.PASSPHRASE_KEY if passphrase else identity.PUBLISHED_KEY)
    words = (passphrase or identity.PUBLISHED_PASSPHRASE).replace("'", "''")
    with closing(dbapi2.connect(str(path))) as tool:
        tool.execute(f"PRAGMA key = '{words}'")
        tool.execute(f"PRAGMA kdf_iter = {identity.ROUNDS[found.key_byte]}")
        assert tool.execute("SELECT count(*) FROM party").fetchone() == (0,)


def test_a_wrong_passphrase_is_not_called_damage_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop"
    create_store(path, passphrase="right")
    with pytest.raises(StoreDamaged, match="passphrase is wrong, or the file is damaged"):
        open_store(path, passphrase="wrong")
    store = open_store(path, passphrase="right")
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('a', 'b')")
    store.close()
    assert b"setting" not in path.read_bytes()
