"""What became of the visits, without anybody's data: statistics, reports, the fairness ledger."""
