/*
 * The gate before a store's write transactions: one writer at a time, by a lock with a time-out.
 * LMDB's own mutex has none, and a stopped writer would hold everyone for ever.  The kernel frees
 * it when its holder dies.
 */
#ifndef FL_GATE_H
#define FL_GATE_H

/* The descriptor of the gate of the store in dir, to be closed; or -1 with the reason in why(). */
int gate_open(const char *dir);

/* Enter, waiting at most so many milliseconds: 0, or -1; busy when another process is inside. */
int gate_enter(int gate, const char *dir, unsigned patience);

void gate_leave(int gate);

#endif
