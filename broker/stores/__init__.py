"""Where the office keeps what is true (SQL) and what is in order (Redis)."""
