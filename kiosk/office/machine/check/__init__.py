"""Whether this machine is ready for Open Day: what each check found, and what to do about it.

A check reads what the system says and never writes. What cannot be found out is said as that.
"""
