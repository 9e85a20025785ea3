"""Surveys, whom we ask and when, what they answered, and what is said of us in public."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from db.tables.metadata import metadata, row_id
from db.types import Day, Moment, Quantity, Uid, Word
from partnercrm.domain.feedback import After, SurveyKind
from partnercrm.domain.party import Role

survey = Table(
    "survey",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False, unique=True),
    Column("kind", Word(SurveyKind), nullable=False),
    Column("question", String, nullable=False),
    # Whom it is for; empty for everybody.
    Column("audience", Word(Role)),
    # Answers keep no name.
    Column("anonymous", Boolean(create_constraint=False), nullable=False),
    Column("after", Word(After), nullable=False),
    Column("after_days", Integer, nullable=False),
    # Nobody is asked again before so many days have passed.
    Column("rest_days", Integer, nullable=False),
    Column("from_day", Day, nullable=False),
    Column("until_day", Day),
    # How many were asked where no requests are kept, such as slips on the tables.
    Column("asked", Integer),
    Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

survey_request = Table(
    "survey_request",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("survey_id", ForeignKey("survey.id"), nullable=False),
    Column("party_id", ForeignKey("party.id"), nullable=False),
    Column("about", String, nullable=False),
    Column("sale_id", ForeignKey("sale.id")),
    Column("due_day", Day, nullable=False),
    Column("asked_day", Day),
    Column("answered_day", Day),
    Column("dropped_day", Day),
    Column("made_at", Moment, nullable=False),
    Index(None, "survey_id", "due_day"),
    Index(None, "party_id"),
    Index(None, "sale_id"),
    sqlite_autoincrement=True,
)

survey_response = Table(
    "survey_response",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("survey_id", ForeignKey("survey.id"), nullable=False),
    Column("party_id", ForeignKey("party.id")),
    Column("request_id", ForeignKey("survey_request.id")),
    Column("day", Day, nullable=False),
    Column("score", Integer),
    Column("text", String, nullable=False),
    Column("complaint", Boolean(create_constraint=False), nullable=False),
    Column("follow_up_id", ForeignKey("follow_up.id")),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "survey_id", "day"),
    Index(None, "party_id", "day"),
    Index(None, "request_id"),
    Index(None, "follow_up_id"),
    sqlite_autoincrement=True,
)

public_review = Table(
    "public_review",
    metadata,
    row_id(),
    Column("uuid", Uid, nullable=False, unique=True),
    Column("day", Day, nullable=False),
    # Where it stands, such as a map or a guide.
    Column("place", String, nullable=False),
    # Of five; empty where there are only words.
    Column("rating", Quantity),
    Column("author", String, nullable=False),
    Column("text", String, nullable=False),
    Column("party_id", ForeignKey("party.id")),
    Column("answered_day", Day),
    Column("answer", String, nullable=False),
    # What a bad one became.
    Column("follow_up_id", ForeignKey("follow_up.id")),
    Column("source", String, nullable=False),
    Column("external_id", String),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("source", "external_id"),
    Index(None, "day"),
    Index(None, "party_id"),
    Index(None, "follow_up_id"),
    sqlite_autoincrement=True,
)
