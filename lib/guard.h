/* A guard for memory that is a file's: reading it can fail as no other memory can. */
#ifndef FL_GUARD_H
#define FL_GUARD_H

/*
 * From now on a page that cannot be read (a file cut short, a disk that fails), or one that leads
 * LMDB astray, is said and ends the process with status 2.
 */
void guard_pages(void);

#endif
