"""The SQL schema, one table a fact; the same on SQLite and PostgreSQL.

`visits` is changed by the desk alone, `moves` is append-only and hash-chained per visit. Instants
are UTC. Personal data stands only in `bookings`, `messages`, `mails`, `push_addresses`, `visits.note`
and `visits.case`; all else survives its deletion.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, always UTC. SQLite drops the zone without shifting: so we shift first."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times; a local wall clock is never stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        shifted = value.astimezone(UTC)
        return shifted.replace(tzinfo=None) if dialect.name == "sqlite" else shifted

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The newest row is in force; older ones show what was offered when.
catalogues = Table(
    "catalogues",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("imported_at", Instant, nullable=False),
)

# A person on a slot. `gen` revokes all join tokens below it.
bookings = Table(
    "bookings",
    metadata,
    Column("reference", String(9), primary_key=True),
    Column("service", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("queue", String(40), nullable=False),
    Column("channel", String(5), nullable=False),
    Column("slot_start", Instant),
    Column("slot_end", Instant),
    Column("desk", Integer),
    Column("name", String(120), nullable=False),
    Column("email", String(254)),
    Column("mail_refused_at", Instant),
    Column("phone", String(32)),
    Column("language", String(12), nullable=False),
    Column("needs", Text),
    Column("consent_at", Instant),
    Column("gen", Integer, nullable=False, default=1),
    Column("sequence", Integer, nullable=False, default=0),
    Column("idempotency", String(64), unique=True),
    Column("created_by", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("ix_bookings_slot", "queue", "slot_start"),
)

# A visit is the live side of one booking. Fields: broker/core/visit.py.
visits = Table(
    "visits",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("booking", ForeignKey("bookings.reference"), nullable=False, unique=True),
    Column("queue", String(40), nullable=False),
    Column("service", String(60), nullable=False),
    Column("channel", String(5), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("serve_until", Instant, nullable=False),
    Column("slot_start", Instant),
    Column("slot_end", Instant),
    Column("deadline", Instant),
    Column("order", String(40), nullable=False, default=""),
    Column("clerk", String(64)),
    Column("call", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    Column("passed_until", Instant),
    Column("when_called", String(8), nullable=False, default="ask"),
    Column("checks", JSON, nullable=False),
    Column("arrived_at", Instant),
    Column("called_at", Instant),
    Column("joined_at", Instant),
    Column("connected_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", String(24)),
    Column("note", Text),
    Column("case", String(60)),
    Column("pre_called_at", Instant),
    Column("reach", String(8), nullable=False, default="page"),
    Column("near_at", Instant),
    Column("warned_at", Instant),
    Column("held_on", Integer, nullable=False, default=0),
    Column("park_reason", Text),
    Column("priority", Boolean, nullable=False, default=False),
    Column("skipped", Integer, nullable=False, default=0),
    Column("transfers", Integer, nullable=False, default=0),
    Column("undo", JSON),
    Column("moved_at", Instant, nullable=False),
    Index("ix_visits_line", "queue", "stage", "order"),
    Index("ix_visits_deadline", "deadline"),
    Index("ix_visits_moved", "moved_at"),
)

# One open call per clerk: the second wall behind the desk, whatever Redis says.
Index(
    "uq_visits_clerk_open",
    visits.c.clerk,
    unique=True,
    sqlite_where=text("stage IN ('called', 'in-call')"),
    postgresql_where=text("stage IN ('called', 'in-call')"),
)

# Append-only. `hash` = SHA-256 over `previous` and this row, so a changed history shows. `queue` and
# `order` are those after the move: enough to prove afterwards who was called before whom.
moves = Table(
    "moves",
    metadata,
    Column("visit", ForeignKey("visits.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("command", String(24), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("by", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("op", String(64)),
    Column("detail", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("queue", String(40)),
    Column("order", String(40)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_moves_queue", "queue", "at"),
)

# What somebody was promised when entering a queue; the call says whether it held.
promises = Table(
    "promises",
    metadata,
    Column("visit", ForeignKey("visits.id"), primary_key=True),
    Column("queue", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("earliest_s", Integer, nullable=False),
    Column("latest_s", Integer, nullable=False),
    Index("ix_promises_queue", "queue", "at"),
)

# A queue on one local day: closed for newcomers, a notice to all who wait, other departments' help.
queue_days = Table(
    "queue_days",
    metadata,
    Column("queue", String(40), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("closed", Boolean, nullable=False, default=False),
    Column("notice", Text),
    Column("notice_at", Instant),
    Column("lent_to", JSON, nullable=False),
)

# From when on a queue alarms its supervisors; none = the defaults of broker/core/alerts.py.
queue_limits = Table(
    "queue_limits",
    metadata,
    Column("queue", String(40), primary_key=True),
    Column("limits", JSON, nullable=False),
    Column("changed_by", String(120), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# What supervisors were alarmed about, and who took care.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("queue", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", Integer, nullable=False),
    Column("limit", Integer, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("cleared_at", Instant),
    Column("taken_by", String(120)),
    Column("taken_at", Instant),
    Index("ix_alerts_queue", "queue", "raised_at"),
)
Index(
    "uq_alerts_open",
    alerts.c.queue,
    alerts.c.kind,
    unique=True,
    sqlite_where=text("cleared_at IS NULL"),
    postgresql_where=text("cleared_at IS NULL"),
)

# The same op again gives the same answer and changes nothing; kept 24 h.
ops = Table(
    "ops",
    metadata,
    Column("principal", String(80), primary_key=True),
    Column("op", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("visit", String(40)),
    Column("version", Integer),
    Column("at", Instant, nullable=False, index=True),
)

# Lines of text between citizen and clerk; `n` rises within a visit.
messages = Table(
    "messages",
    metadata,
    Column("visit", ForeignKey("visits.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("seat", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Capacity: a booking owns one row for each 5 minutes of a desk. The key is the lock.
desk_cells = Table(
    "desk_cells",
    metadata,
    Column("queue", String(40), primary_key=True),
    Column("desk", Integer, primary_key=True),
    Column("cell", Instant, primary_key=True),
    Column("booking", ForeignKey("bookings.reference"), nullable=False, index=True),
)

# A weekly contingent: the n-th booking of a service in an ISO week (`2026-W47`).
contingents = Table(
    "contingents",
    metadata,
    Column("service", String(60), primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("booking", ForeignKey("bookings.reference"), nullable=False, index=True),
)

# A clerk's desk as it is now.
desks = Table(
    "desks",
    metadata,
    Column("clerk", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("state", String(8), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("since", Instant, nullable=False),
)

# When a desk was open for a queue: tells a citizen's no-show from an office's.
desk_hours = Table(
    "desk_hours",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("clerk", String(64), nullable=False),
    Column("queue", String(40), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index("ix_desk_hours_queue", "queue", "opened_at"),
)

# Cookie sessions; `hash` = SHA-256 of the cookie's value.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("audience", String(8), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("role", String(12), nullable=False),
    Column("name", String(120)),
    Column("departments", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

# The visits of a citizen's session, each with the generation of the link that opened it.
session_visits = Table(
    "session_visits",
    metadata,
    Column("session", ForeignKey("sessions.hash", ondelete="CASCADE"), primary_key=True),
    Column("visit", ForeignKey("visits.id"), primary_key=True),
    Column("gen", Integer, nullable=False),
)

# Outbox: written in the transaction of the booking, sent by one task, at least once.
mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("booking", ForeignKey("bookings.reference"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("language", String(12), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("gave_up", Boolean, nullable=False, default=False),
    Index("ix_mails_due", "sent_at", "due_at"),
)

# Where the browser of somebody who left the page takes messages. Ends with the visit, or when the
# citizen is back; never in Redis, never in a log.
push_addresses = Table(
    "push_addresses",
    metadata,
    Column("visit", ForeignKey("visits.id"), primary_key=True),
    Column("endpoint", String(1000), nullable=False),
    Column("p256dh", String(87), nullable=False),
    Column("auth", String(22), nullable=False),
)

# Outbox of the messages to browsers: written in the transaction of the move. Holds no address.
pushes = Table(
    "pushes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("visit", ForeignKey("visits.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("gave_up", Boolean, nullable=False, default=False),
    Index("ix_pushes_due", "sent_at", "due_at"),
)

# How often Redis was rebuilt from here; the number is part of the epoch.
epochs = Table(
    "epochs",
    metadata,
    Column("queue", String(40), primary_key=True),
    Column("n", BigInteger, nullable=False),
)
