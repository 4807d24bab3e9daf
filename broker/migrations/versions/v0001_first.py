"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("slot_start", INSTANT, nullable=True),
        sa.Column("slot_end", INSTANT, nullable=True),
        sa.Column("desk", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("consent_at", INSTANT, nullable=True),
        sa.Column("gen", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("idempotency", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_bookings"),
        sa.UniqueConstraint("idempotency", name="uq_bookings_idempotency"),
    )
    op.create_index("ix_bookings_slot", "bookings", ["queue", "slot_start"], unique=False)
    op.create_table(
        "catalogues",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogues"),
    )
    op.create_table(
        "desk_hours",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("clerk", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk_hours"),
    )
    op.create_index("ix_desk_hours_queue", "desk_hours", ["queue", "opened_at"], unique=False)
    op.create_table(
        "desks",
        sa.Column("clerk", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("clerk", name="pk_desks"),
    )
    op.create_table(
        "epochs",
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name="pk_epochs"),
    )
    op.create_table(
        "ops",
        sa.Column("principal", sa.String(length=80), nullable=False),
        sa.Column("op", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("principal", "op", name="pk_ops"),
    )
    op.create_index("ix_ops_at", "ops", ["at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_table(
        "contingents",
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("booking", sa.String(length=9), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking"], ["bookings.reference"], name="fk_contingents_booking"
        ),
        sa.PrimaryKeyConstraint("service", "week", "n", name="pk_contingents"),
    )
    op.create_index("ix_contingents_booking", "contingents", ["booking"], unique=False)
    op.create_table(
        "desk_cells",
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("cell", INSTANT, nullable=False),
        sa.Column("booking", sa.String(length=9), nullable=False),
        sa.ForeignKeyConstraint(["booking"], ["bookings.reference"], name="fk_desk_cells_booking"),
        sa.PrimaryKeyConstraint("queue", "desk", "cell", name="pk_desk_cells"),
    )
    op.create_index("ix_desk_cells_booking", "desk_cells", ["booking"], unique=False)
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("booking", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("gave_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["booking"], ["bookings.reference"], name="fk_mails_booking"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    op.create_index("ix_mails_booking", "mails", ["booking"], unique=False)
    op.create_index("ix_mails_due", "mails", ["sent_at", "due_at"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("booking", sa.String(length=9), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=5), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("serve_until", INSTANT, nullable=False),
        sa.Column("slot_start", INSTANT, nullable=True),
        sa.Column("slot_end", INSTANT, nullable=True),
        sa.Column("deadline", INSTANT, nullable=True),
        sa.Column("order", sa.String(length=40), nullable=False),
        sa.Column("clerk", sa.String(length=64), nullable=True),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("passed_until", INSTANT, nullable=True),
        sa.Column("when_called", sa.String(length=8), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=True),
        sa.Column("called_at", INSTANT, nullable=True),
        sa.Column("joined_at", INSTANT, nullable=True),
        sa.Column("connected_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["booking"], ["bookings.reference"], name="fk_visits_booking"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("booking", name="uq_visits_booking"),
    )
    op.create_index("ix_visits_deadline", "visits", ["deadline"], unique=False)
    op.create_index("ix_visits_line", "visits", ["queue", "stage", "order"], unique=False)
    op.create_index("ix_visits_moved", "visits", ["moved_at"], unique=False)
    op.create_index(
        "uq_visits_clerk_open",
        "visits",
        ["clerk"],
        unique=True,
        sqlite_where=sa.text("stage IN ('called', 'in-call')"),
        postgresql_where=sa.text("stage IN ('called', 'in-call')"),
    )
    op.create_table(
        "messages",
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_messages_visit"),
        sa.PrimaryKeyConstraint("visit", "n", name="pk_messages"),
    )
    op.create_table(
        "moves",
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("op", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_moves_visit"),
        sa.PrimaryKeyConstraint("visit", "version", name="pk_moves"),
    )
    op.create_table(
        "session_visits",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("gen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.hash"], name="fk_session_visits_session", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_session_visits_visit"),
        sa.PrimaryKeyConstraint("session", "visit", name="pk_session_visits"),
    )


def downgrade() -> None:
    for table in (
        "session_visits",
        "moves",
        "messages",
        "visits",
        "mails",
        "desk_cells",
        "contingents",
        "sessions",
        "ops",
        "epochs",
        "desks",
        "desk_hours",
        "catalogues",
        "bookings",
    ):
        op.drop_table(table)
