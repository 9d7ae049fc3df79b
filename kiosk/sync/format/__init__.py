"""The formats that booths and central share: bundles, receipts, signatures, keys, tables."""
