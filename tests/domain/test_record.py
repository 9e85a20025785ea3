"""Classes of values behave as the standard ones do."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from partnercrm.domain.record import dataclass, replace


@dataclass(frozen=True, slots=True)
class Ours:
    name: str
    amount: int = 0
    notes: list[str] = dataclasses.field(default_factory=list, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    name: str
    amount: int = 0
    notes: list[str] = dataclasses.field(default_factory=list, compare=False, repr=False)


@dataclass(slots=True)
class Open:
    name: str


@dataclass(frozen=True, slots=True)
class Larger(Ours):
    colour: str = "red"


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and self.name.lower() == other.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())

    def __repr__(self) -> str:
        return f"<{self.name}>"


@pytest.mark.parametrize("kind", [Ours, Standard])
def test_values_compare_hash_and_show_by_their_fields(kind: Any) -> None:
    one, same, other = kind("Ana", 5, ["x"]), kind("Ana", 5, ["y"]), kind("Ana", 6)
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != ("Ana", 5)
    assert repr(one) == f"{kind.__qualname__}(name='Ana', amount=5)"
    assert dataclasses.replace(one, amount=6) == other
    assert dataclasses.asdict(one) == {"name": "Ana", "amount": 5, "notes": ["x"]}
    assert not hasattr(one, "__dict__")
    with pytest.raises(TypeError):
        kind()


def test_one_class_is_never_another() -> None:
    assert Ours("Ana") != Larger("Ana")
    assert Larger("Ana") == Larger("Ana")
    assert Larger("Ana") != Larger("Ana", colour="blue")
    assert repr(Larger("Ana")) == "Larger(name='Ana', amount=0, colour='red')"


def test_what_may_change_has_no_hash() -> None:
    person = Open("Ana")
    person.name = "Ben"
    assert person == Open("Ben")
    with pytest.raises(TypeError):
        hash(person)


def test_without_a_field_all_are_equal() -> None:
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"
    assert len({Nothing(), Nothing()}) == 1


def test_own_methods_stay() -> None:
    assert Own(name="ana") == Own(name="Ana")
    assert len({Own(name="ana"), Own(name="Ana")}) == 1
    assert repr(Own(name="Ana")) == "<Ana>"
    with pytest.raises(TypeError):
        Own("Ana")  # type: ignore[call-arg]


def test_replaced_fields_make_another_one() -> None:
    one = Ours("Ana", 5, ["x"])
    other = replace(one, amount=6)
    assert (other, other.notes) == (Ours("Ana", 6), ["x"])
    assert replace(Open("Ana"), name="Ben") == Open("Ben")
    assert isinstance(replace(Larger("Ana"), colour="blue"), Larger)
    with pytest.raises(TypeError):
        replace(one, charm=1)  # type: ignore[call-arg]
