/*
 * The limit that fl-record is measured against: parse each line with yyjson, append it to LMDB,
 * commit durably every so many bytes.  No checks, no ids, no output.
 */
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <yyjson.h>

enum { BATCH_BYTES = 16 * 1024 * 1024, POOL = 64 * 1024 };

static void
must(int rc, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "limit: %s: %s\n", what, mdb_strerror(rc));
	exit(2);
}

int
main(int argc, char *argv[])
{
	static char pool[POOL];
	char *line = NULL;
	size_t cap = 0, bytes = 0;
	ssize_t n;
	uint64_t seq = 0;
	MDB_env *env;
	MDB_txn *txn;
	MDB_cursor *cursor;
	MDB_dbi dbi;

	if (argc != 2 || mkdir(argv[1], 0700) != 0) {
		fprintf(stderr, "usage: limit NEW-DIR < LINES\n");
		return 2;
	}
	must(mdb_env_create(&env), "create");
	must(mdb_env_set_mapsize(env, (size_t)16 << 30), "map");
	must(mdb_env_open(env, argv[1], 0, 0600), "open");
	must(mdb_txn_begin(env, NULL, 0, &txn), "begin");
	must(mdb_dbi_open(txn, NULL, 0, &dbi), "open");
	must(mdb_cursor_open(txn, dbi, &cursor), "cursor");
	while ((n = getline(&line, &cap, stdin)) > 0) {
		unsigned char key[8];
		yyjson_alc alc;
		yyjson_doc *doc;
		MDB_val k = {sizeof(key), key}, v = {(size_t)n, line};

		yyjson_alc_pool_init(&alc, pool, sizeof(pool));
		doc = yyjson_read_opts(line, (size_t)n, 0, &alc, NULL);
		if (!doc)
			continue;
		seq++;
		for (int i = 0; i < 8; i++)
			key[i] = (unsigned char)(seq >> (56 - 8 * i));
		must(mdb_cursor_put(cursor, &k, &v, MDB_APPEND), "put");
		if ((bytes += (size_t)n) >= BATCH_BYTES) {
			bytes = 0;
			mdb_cursor_close(cursor);
			must(mdb_txn_commit(txn), "commit");
			must(mdb_txn_begin(env, NULL, 0, &txn), "begin");
			must(mdb_cursor_open(txn, dbi, &cursor), "cursor");
		}
	}
	mdb_cursor_close(cursor);
	must(mdb_txn_commit(txn), "commit");
	mdb_env_close(env);
	free(line);
	return 0;
}
