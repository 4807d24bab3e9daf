"""Whether the mail server has said that an address takes no mail."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    refused = sa.Column("mail_refused_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("bookings", refused)


def downgrade() -> None:
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_column("mail_refused_at")
