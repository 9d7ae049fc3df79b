"""Test what units tell of their activities, and the photos that go with it."""
