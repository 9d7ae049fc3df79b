"""What people touch: one folder a feature, with its pages, staff pages, records and figures."""
