/*
 * The style sheet of the report's page, and its SHA-256 in base64, by which the page's content
 * security policy knows it.  tests/report.bats says what the hash has to be.
 */
#ifndef FL_REPORT_STYLE_H
#define FL_REPORT_STYLE_H

extern const char report_style[], report_style_hash[];

#endif
