/* fl-store: look after the store: stat, check, dump, load, copy, rebuild, forget, embed, config. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "diag.h"
#include "forget.h"
#include "journal.h"
#include "json.h"
#include "lines.h"
#include "meaning.h"
#include "option.h"
#include "out.h"

enum { LOAD_LINE_MAX = 64 << 20 };

static const double WHOLE_MOST = 9007199254740992.0; /* 2^53 */

static struct {
	const char *store;
	bool json, text, all, dry;
} opt;

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{0, "json", NULL, "print JSON lines, on a terminal too", &opt.json},
	{0, "text", NULL, "print for people, in a pipe too", &opt.text},
	{0, "all", NULL, "dump: the views too, not only the journal", &opt.all},
	{'n', "dry-run", NULL, "forget: say what would go, change nothing", &opt.dry},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] stat|check|dump|load|copy|rebuild|forget|embed|config [ARG...]",
	"Look after the store.\n\n"
	"  stat           what is in it, and how large it is\n"
	"  check          read everything and verify every hash\n"
	"  dump           print the journal as JSON lines\n"
	"  load [FILE]    fill a new store from a dump\n"
	"  copy DIR       a consistent copy, while others write\n"
	"  rebuild        make the views again from the journal\n"
	"  forget ID      take the texts of this customer out of everything\n"
	"  embed          get the vectors that examples lack, and fit how much they count\n"
	"  config         the settings in force, and where each comes from",
	rows,
};

static bool
for_people(void)
{
	return out_people(opt.text, opt.json);
}

static void
put_line(struct buf *out)
{
	out_json(out->text, out->len);
	buf_clear(out);
}

static int
do_stat(struct journal *j, char *const *args)
{
	struct buf out = {0};
	struct store_stat st;

	(void)args;
	if (store_look(journal_store(j)) < 0 || store_stat(journal_store(j), &st) < 0)
		return -1;
	if (for_people()) {
		printf("%-12s %s\n%-12s %u\n", "store", store_dir(journal_store(j)), "format",
		    st.format);
		for (int t = 0; t < TABLES; t++)
			printf("%-12s %" PRIu64 "\n", store_table_name((enum table)t),
			    st.counts[t]);
		printf("%-12s %.1f MiB\n%-12s %.1f MiB\n", "file", (double)st.file_bytes / 1048576,
		    "used", (double)st.used_bytes / 1048576);
		return 0;
	}
	json_open(&out);
	json_add_str(&out, "type", "stat");
	json_add_str(&out, "store", store_dir(journal_store(j)));
	json_add_num(&out, "format", st.format);
	for (int t = 0; t < TABLES; t++)
		json_add_num(&out, store_table_name((enum table)t), (double)st.counts[t]);
	json_add_num(&out, "file_bytes", (double)st.file_bytes);
	json_add_num(&out, "used_bytes", (double)st.used_bytes);
	json_add_num(&out, "map_bytes", (double)st.map_bytes);
	json_close(&out);
	put_line(&out);
	buf_free(&out);
	return 0;
}

static void
say_fault(const char *fault, void *arg)
{
	(void)arg;
	warn("%s", fault);
}

static int
do_check(struct journal *j, char *const *args)
{
	long faults = store_check(journal_store(j), say_fault, NULL);
	struct store_stat st;

	(void)args;
	if (faults < 0)
		return -1;
	if (faults > 0)
		return fail("%s: %ld faults; restore a copy, or dump what is left and load it",
		    store_dir(journal_store(j)), faults);
	if (store_stat(journal_store(j), &st) < 0)
		return -1;
	if (for_people()) {
		printf("%s is sound: %" PRIu64 " records, every hash fits\n",
		    store_dir(journal_store(j)), st.counts[TABLE_JOURNAL]);
	} else {
		printf("{\"type\":\"check\",\"faults\":0,\"records\":%" PRIu64 "}\n",
		    st.counts[TABLE_JOURNAL]);
	}
	return 0;
}

static void
put_hex(struct buf *out, const char *key, struct bytes b)
{
	const unsigned char *p = b.at;

	json_key(out, key);
	buf_char(out, '"');
	for (size_t i = 0; i < b.len; i++)
		buf_print(out, "%02x", p[i]);
	buf_char(out, '"');
}

static int
dump_table(struct journal *j, enum table t)
{
	struct bytes key, value;
	struct buf out = {0};
	struct walk w;
	int rc;

	if (walk_begin(&w, journal_store(j), t, bytes_of("", 0), bytes_of("", 0)) < 0)
		return -1;
	while ((rc = walk_next(&w, &key, &value)) > 0) {
		json_open(&out);
		json_add_str(&out, "table", store_table_name(t));
		put_hex(&out, "key", key);
		put_hex(&out, "value", value);
		json_close(&out);
		put_line(&out);
	}
	walk_end(&w);
	buf_free(&out);
	return rc;
}

/* A line is {"seq":N,"arrived":MS,"record":{…}}: the record's bytes are the journal's. */
static int
do_dump(struct journal *j, char *const *args)
{
	struct journal_walk w;
	struct buf line = {0};
	struct bytes text;
	uint64_t seq;
	int64_t arrived;
	int rc;

	(void)args;
	if (store_look(journal_store(j)) < 0 || journal_walk_begin(&w, j, 0) < 0)
		return -1;
	while ((rc = journal_walk_next(&w, &seq, &arrived, &text)) > 0) {
		buf_print(&line, "{\"seq\":%" PRIu64 ",\"arrived\":%" PRId64 ",\"record\":", seq,
		    arrived);
		buf_add(&line, text.at, text.len);
		buf_char(&line, '}');
		put_line(&line);
	}
	journal_walk_end(&w);
	buf_free(&line);
	for (int t = TABLE_JOURNAL + 1; t < TABLES && rc == 0 && opt.all; t++)
		rc = dump_table(j, (enum table)t);
	return rc;
}

struct loading {
	struct incoming *items;
	size_t n;
};

static int
load_work(struct journal *j, void *arg)
{
	struct loading *l = arg;

	if (journal_add_in(j, l->items, l->n, 0) < 0)
		return -1;
	for (size_t i = 0; i < l->n; i++)
		if (!l->items[i].fresh)
			return fail("%.*s: the id is in use", (int)l->items[i].id_len,
			    l->items[i].id);
	return 0;
}

/* A whole number of a line of a dump. */
static bool
whole(yyjson_val *root, const char *name, double *value)
{
	return json_num(json_get(root, name), value) && fabs(*value) < WHOLE_MOST &&
	       *value == floor(*value);
}

/* The record's own bytes within a line of a dump, the one of place seq. */
static int
load_line(const struct line *l, uint64_t seq, struct json *json, struct arena *a,
    struct incoming *item)
{
	static const char mark[] = ",\"record\":";
	yyjson_val *root = json_read(json, l->text, l->len);
	const char *at;
	struct record r;
	double ms, place;

	if (!root)
		return -1;
	if (json_get(root, "table"))
		return 0; /* a view: it is computed */
	at = memmem(l->text, l->len, mark, sizeof(mark) - 1);
	if (!at || !whole(root, "arrived", &ms) || !whole(root, "seq", &place))
		return fail("not a line of a dump");
	if (place != (double)seq)
		return fail("seq is %.0f, and %" PRIu64 " is next: a line is missing or moved",
		    place, seq);
	at += sizeof(mark) - 1;
	if (record_read(&r, json, a, at, l->len - (size_t)(at - l->text) - 1, RECORD_ANY,
		RECORD_TYPES, (int64_t)ms) < 0)
		return -1;
	*item = (struct incoming){.type = r.type,
		.key = r.key,
		.id = arena_copy(a, r.id, r.id_len),
		.id_len = r.id_len,
		.text = r.text,
		.time = r.time,
		.arrived = (int64_t)ms,
		.plain = r.plain};
	return 1;
}

/*
 * What an earlier load that failed has put in stays: those lines have to be the same.  The number
 * of records that are there already, or -1.
 */
static long
skip_loaded(struct journal *j, const struct incoming *items, size_t n, uint64_t first)
{
	size_t i;
	int rc = 0;

	if (store_look(journal_store(j)) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		struct bytes text;

		if ((rc = journal_get(j, first + i, &text, NULL)) <= 0)
			break;
		if (text.len != items[i].text.len ||
		    memcmp(text.at, items[i].text.at, text.len) != 0) {
			rc = fail("%s: the store is not empty, and has other records; load into a "
				  "new one",
			    store_dir(journal_store(j)));
			break;
		}
	}
	store_rest(journal_store(j));
	return rc < 0 ? -1 : (long)i;
}

static int
load_batch(struct journal *j, const struct inputs *in, int n, uint64_t *loaded)
{
	struct incoming *items = mem_alloc((size_t)n * sizeof(*items));
	struct loading l = {items, 0};
	struct json json = {0};
	struct arena a = {0};
	int rc = 0;

	for (int i = 0; i < n && rc >= 0; i++) {
		const struct line *line = lines_at(in->now, i);

		rc = line->too_long ? fail("longer than %d MiB", LOAD_LINE_MAX >> 20)
				    : load_line(line, *loaded + l.n + 1, &json, &a, &items[l.n]);
		if (rc < 0)
			rc = fail("%s:%lu: %s", lines_name(in->now), line->number, why());
		l.n += rc > 0;
	}
	if (rc >= 0) {
		long known = skip_loaded(j, items, l.n, *loaded + 1);

		*loaded += l.n;
		l.items += known > 0 ? known : 0;
		l.n -= known > 0 ? (size_t)known : 0;
		rc = known < 0 ? -1 : journal_change(j, load_work, &l);
	}
	json_free(&json);
	arena_free(&a);
	mem_free(items);
	return rc;
}

static int
do_load(struct journal *j, char *const *args)
{
	static const struct lines_limits limits = {.line_max = LOAD_LINE_MAX};
	struct inputs in = {.paths = args, .limits = &limits, .fd = -1};
	uint64_t end, loaded = 0;
	int n, rc = 0;

	while (rc == 0 && (n = inputs_more(&in)) != 0)
		rc = n < 0 ? -1 : load_batch(j, &in, n, &loaded);
	inputs_close(&in);
	if (rc < 0 || store_look(journal_store(j)) < 0 || journal_end(j, &end) < 0)
		return -1;
	return end > loaded ? fail("%s: the store has more records than the dump",
				  store_dir(journal_store(j)))
			    : 0;
}

static int
do_copy(struct journal *j, char *const *args)
{
	if (!args[0])
		usage("copy wants the folder of the copy");
	return store_copy(journal_store(j), args[0]);
}

static int
do_rebuild(struct journal *j, char *const *args)
{
	(void)args;
	return journal_rebuild(j);
}

static void
print_forgotten(const struct forgetting *f)
{
	struct buf out = {0};

	if (for_people()) {
		printf("%lu records of the customer %s their texts, and %lu that repeated them; "
		       "his name is %s now\n",
		    f->records, opt.dry ? "would lose" : "have lost", f->others, f->name);
		for (size_t i = 0; i < f->rules.n; i++) {
			fputs("its words were his, so it is retired: ", stdout);
			out_text(f->rules.at[i]);
			putchar('\n');
		}
		return;
	}
	json_open(&out);
	json_add_str(&out, "type", "forget");
	json_add_str(&out, "name", f->name);
	json_add_num(&out, "records", (double)f->records);
	json_add_num(&out, "others", (double)f->others);
	texts_write(&out, "rules", &f->rules);
	json_close(&out);
	put_line(&out);
	buf_free(&out);
}

/* His words may be in there, in whatever form an editor gave them. */
static void
say_left(const struct forgetting *f, const char *dir)
{
	for (size_t i = 0; i < f->left.n; i++)
		warn("%s/%s: left by an editor, and %s", dir, f->left.at[i],
		    opt.dry ? "would be removed" : "removed, it may have had what is forgotten");
}

static int
do_forget(const char *dir, char *const *args)
{
	const char *by = getenv("FL_USER");
	struct conf conf;
	struct forgetting f = {.conf = &conf, .by = by && *by ? by : diag_name(), .dry = opt.dry};
	int rc;

	if (!(f.customer = args[0]) || !*args[0])
		usage("forget wants the id of the customer");
	if (conf_read(&conf, dir) < 0)
		return -1;
	if ((rc = forget_customer(dir, &f)) == 0) {
		print_forgotten(&f);
		say_left(&f, dir);
	}
	forgetting_free(&f);
	conf_free(&conf);
	return rc;
}

static void
print_embedded(const struct conf *conf, const struct meaning_report *r)
{
	struct buf out = {0};

	if (for_people()) {
		printf("%llu examples in force; %llu vectors fetched, %llu refused, %llu not "
		       "tried, %llu of questions removed, %llu kept\n",
		    (unsigned long long)r->examples, (unsigned long long)r->fetched,
		    (unsigned long long)r->refused, (unsigned long long)r->untried,
		    (unsigned long long)r->removed, (unsigned long long)r->kept);
		printf("%s: on %u questions that were held out they save %.4f of log-loss, give or "
		       "take %.4f\n",
		    r->fusion.used ? "used" : "not used", r->fusion.cases, r->fusion.gain,
		    r->fusion.error);
		return;
	}
	json_open(&out);
	json_add_str(&out, "type", "embeddings");
	json_add_str(&out, "model", conf->vector.model);
	json_add_num(&out, "examples", (double)r->examples);
	json_add_num(&out, "fetched", (double)r->fetched);
	json_add_num(&out, "refused", (double)r->refused);
	json_add_num(&out, "untried", (double)r->untried);
	json_add_num(&out, "removed", (double)r->removed);
	json_add_num(&out, "kept", (double)r->kept);
	json_key(&out, "fit");
	fusion_write(&out, &r->fusion);
	json_close(&out);
	put_line(&out);
	buf_free(&out);
}

static int
do_embed(struct journal *j, char *const *args)
{
	struct meaning_report report;
	struct meaning *m = NULL;
	const char *dir = store_dir(journal_store(j));
	struct conf conf;
	int rc;

	(void)args;
	if (conf_read(&conf, dir) < 0)
		return -1;
	rc = meaning_open(&m, &conf, dir);
	if (rc == 0 && !m)
		rc = fail("no model for vectors: set embeddings.url and embeddings.model in "
			  "config.yaml, see fl-config(5)");
	if (rc == 0 && (rc = meaning_tune(m, j, &report)) == 0)
		print_embedded(&conf, &report);
	meaning_close(m);
	conf_free(&conf);
	return rc;
}

static void
print_setting(const struct conf_setting *s, void *arg)
{
	struct buf *out = arg;

	if (for_people()) {
		buf_print(out, "%-24s ", s->name);
		if (s->is_text)
			buf_print(out, "%-10s", s->text ? s->text : "none");
		else
			buf_print(out, "%-10g", s->value);
		buf_print(out, " # %s (%s)", s->help, s->origin);
		out_text(out->text);
		putchar('\n');
		buf_clear(out);
		return;
	}
	json_open(out);
	json_add_str(out, "type", "setting");
	json_add_str(out, "name", s->name);
	if (!s->is_text)
		json_add_num(out, "value", s->value);
	else if (s->text)
		json_add_str(out, "value", s->text);
	else
		json_add_raw(out, "value", "null");
	json_add_str(out, "origin", s->origin);
	json_close(out);
	put_line(out);
}

static int
do_config(const char *dir)
{
	struct buf out = {0};
	struct conf conf;

	int rc = conf_read(&conf, dir);

	if (rc == 0)
		conf_each(&conf, print_setting, &out);
	buf_free(&out);
	conf_free(&conf);
	return rc;
}

static const struct action {
	const char *name;
	enum store_mode mode;
	int args; /* at most */
	int (*run)(struct journal *j, char *const *args);
} actions[] = {
	{"stat", STORE_READ, 0, do_stat},
	{"check", STORE_READ, 0, do_check},
	{"dump", STORE_READ, 0, do_dump},
	{"load", STORE_CREATE, 64, do_load},
	{"copy", STORE_READ, 1, do_copy},
	{"rebuild", STORE_WRITE, 0, do_rebuild},
	{"embed", STORE_WRITE, 0, do_embed},
	{"forget", STORE_READ, 1, NULL},
};

static int
run(const struct action *a, const char *dir, char *const *args)
{
	struct journal *j;
	int rc;

	if (!a->run) /* it opens the store itself */
		return do_forget(dir, args);
	if (journal_open(&j, dir, a->mode) < 0)
		return -1;
	rc = a->run(j, args);
	journal_close(j);
	return rc;
}

int
main(int argc, char *argv[])
{
	const struct action *a = actions, *end = actions + sizeof(actions) / sizeof(actions[0]);
	const char *dir, *name;
	int rc;

	diag_start(argv[0]);
	options_set(&command, argc, argv);
	if (!(name = argv[optind]))
		usage("what shall be done? stat, check, dump, load, copy, rebuild, forget, "
		      "embed or config");
	if (!(dir = conf_store(opt.store)))
		give_up();
	while (a < end && strcmp(a->name, name) != 0)
		a++;
	if (a == end && strcmp(name, "config") != 0)
		usage("'%s' is nothing that can be done", name);
	if (argc - optind - 1 > (a < end ? a->args : 0))
		usage("%s: too many arguments", name);

	rc = a < end ? run(a, dir, argv + optind + 1) : do_config(dir);
	if (rc < 0) {
		flush_out();
		give_up();
	}
	finish();
	return EXIT_OK;
}
