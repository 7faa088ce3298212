/*
 * The key of an endpoint: from a file that nobody else may read, or from the environment.  It is
 * in no argument, message or record, and in no core dump.
 */
#ifndef FL_KEY_H
#define FL_KEY_H

/*
 * Read the key: what the variable of the environment holds, else the file at path (NULL: none),
 * where ~/ is $HOME.  *out is NULL
 * when there is none.  The variable is wiped out of the environment.  From then on the process
 * leaves no core dump.  -1 with the reason: a file that others may read, or that somebody else
 * owns; a key that is none.
 */
int key_read(char **out, const char *variable, const char *path);

/* Overwrite a key and free it; NULL is fine. */
void key_forget(char *key);

#endif
