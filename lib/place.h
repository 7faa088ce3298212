/*
 * The folder of a store and its files: are they there, ours alone, and a store's?  What is in them
 * is not this module's concern.  Functions return 0, or -1 with the reason in why(), unless they
 * say otherwise.
 */
#ifndef FL_PLACE_H
#define FL_PLACE_H

#include <stdbool.h>

enum { PLACE_PATH = 4096 };

/* The path of a file in dir. */
void place_file(const char *dir, const char *file, char path[PLACE_PATH]);

/* Make dir and the folders above it, private, as far as they are not there. */
int place_make(const char *dir);

/*
 * Look at dir, and make it when create is set.  Refuses a folder or file that another user owns or
 * may write, one in a folder to which everybody may write, a link, a folder that has something
 * else in it, and a file system where locks do not hold.  Without create the store's file must be
 * there.
 */
int place_check(const char *dir, bool create);

/*
 * Open a file of the folder, made when it is not there, that keeps size bytes on the disk: the
 * descriptor, or -1.
 */
int place_open(const char *dir, const char *file, long size);

/* Is the disk of dir as good as full? */
bool place_full(const char *dir);

/*
 * Inside a store's folder a forgetting makes the new one, and puts the mark into it first; who
 * holds the gate can be sure that nobody is at it.
 */
#define PLACE_FORGET "forget"
#define PLACE_MARK "unfinished"

/* Remove the folder of a store and what is a store's in it: 0, or an errno.  Follows no link. */
int place_remove(const char *dir);

/* Remove what a forgetting that was killed has left in dir; only what has its mark.  Gate held. */
void place_sweep(const char *dir);

/* Have what dir holds, its names that is, on the disk. */
int place_sync(const char *dir);

/*
 * After an input/output error nobody knows what the disk has; the mark says so to whoever opens
 * the store next.
 */
void place_doubt(const char *dir, bool doubt);
bool place_doubted(const char *dir);

#endif
