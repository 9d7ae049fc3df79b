"""Test the kiosk; the folders mirror `kiosk/`."""
