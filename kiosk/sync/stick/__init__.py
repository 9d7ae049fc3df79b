"""Sync without a network: bundles, receipts, packs and invitations on a USB stick."""
