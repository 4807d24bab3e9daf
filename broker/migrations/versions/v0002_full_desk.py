"""Every verb of a desk, the fairness ledger, promises, the day of a queue, alerts, messages to browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    no, page = sa.false(), sa.text("'page'")
    zero = sa.text("0")
    for column in (
        sa.Column("case", sa.String(length=60), nullable=True),
        sa.Column("pre_called_at", INSTANT, nullable=True),
        sa.Column("reach", sa.String(length=8), nullable=False, server_default=page),
        sa.Column("near_at", INSTANT, nullable=True),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.Column("held_on", sa.Integer(), nullable=False, server_default=zero),
        sa.Column("priority", sa.Boolean(), nullable=False, server_default=no),
        sa.Column("skipped", sa.Integer(), nullable=False, server_default=zero),
        sa.Column("transfers", sa.Integer(), nullable=False, server_default=zero),
        sa.Column("park_reason", sa.Text(), nullable=True),
        sa.Column("undo", sa.JSON(), nullable=True),
    ):
        op.add_column("visits", column)
    op.add_column("moves", sa.Column("queue", sa.String(length=40), nullable=True))
    op.add_column("moves", sa.Column("order", sa.String(length=40), nullable=True))
    op.create_index("ix_moves_queue", "moves", ["queue", "at"], unique=False)
    op.create_table(
        "promises",
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("earliest_s", sa.Integer(), nullable=False),
        sa.Column("latest_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_promises_visit"),
        sa.PrimaryKeyConstraint("visit", "queue", name="pk_promises"),
    )
    op.create_index("ix_promises_queue", "promises", ["queue", "at"], unique=False)
    op.create_table(
        "queue_days",
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("notice_at", INSTANT, nullable=True),
        sa.Column("lent_to", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("queue", "day", name="pk_queue_days"),
    )
    op.create_table(
        "queue_limits",
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("queue", name="pk_queue_limits"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("taken_by", sa.String(length=120), nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_queue", "alerts", ["queue", "raised_at"], unique=False)
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["queue", "kind"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_table(
        "push_addresses",
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("endpoint", sa.String(length=1000), nullable=False),
        sa.Column("p256dh", sa.String(length=87), nullable=False),
        sa.Column("auth", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_push_addresses_visit"),
        sa.PrimaryKeyConstraint("visit", name="pk_push_addresses"),
    )
    op.create_table(
        "pushes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("gave_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name="fk_pushes_visit"),
        sa.PrimaryKeyConstraint("id", name="pk_pushes"),
    )
    op.create_index("ix_pushes_visit", "pushes", ["visit"], unique=False)
    op.create_index("ix_pushes_due", "pushes", ["sent_at", "due_at"], unique=False)
