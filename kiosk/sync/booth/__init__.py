"""The booth's side of sync: what central does not hold yet, sending it, taking receipts."""
