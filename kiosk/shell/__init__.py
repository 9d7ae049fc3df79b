"""What every page shares: templates, the sitting's cookies, the guard, errors, jobs, print."""
