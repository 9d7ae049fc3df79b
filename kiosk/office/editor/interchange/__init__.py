"""Questions and surveys as other programs read and write them: GIFT, Moodle XML, Aiken, XLSForm."""
