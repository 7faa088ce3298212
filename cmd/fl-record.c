/*
 * fl-record: append what is new to the journal, and pass it on.
 *
 * Reading the lines costs as much time as storing them, so the one is done while the other is: the
 * main thread reads and checks a batch, a second thread stores and prints the one before.  Only
 * that thread touches the store and the standard output, from its beginning to its end.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conf.h"
#include "diag.h"
#include "journal.h"
#include "json.h"
#include "lines.h"
#include "option.h"
#include "record.h"

enum { OPT_MAX_BAD = 256, OPT_STRICT };

enum { NO_BOUND = -1, BAD_MOST = 1000 * 1000 * 1000 };

static struct {
	const char *store, *rejects;
	struct lines_limits limits;
	long max_bad;
	bool quiet;
} opt = {.max_bad = NO_BOUND};

static const struct option_row rows[] = {
	{'s', "store", "DIR", "the store (else $FL_STORE, else ~/.local/share/fl)", &opt.store},
	{0, "rejects", "FILE", "append refused lines to FILE, byte for byte", &opt.rejects},
	{0, "max-line", "SIZE", "refuse longer lines (1M)", &opt.limits.line_max},
	{OPT_MAX_BAD, "max-bad", "N", "stop when more than N lines are refused", NULL},
	{OPT_STRICT, "strict", NULL, "stop at the first line that is refused", NULL},
	{'q', "quiet", NULL, "print no records, only trouble", &opt.quiet},
	{0, NULL, NULL, NULL, NULL},
};

static const struct command command = {
	"[-s DIR] [FILE...]",
	"Append the new ones of our records to the store's journal, each once, and print each "
	"when it is on disk.",
	rows,
};

/* What has been done, for the progress line on a terminal. */
static struct {
	unsigned long long fresh, known, differs;
	atomic_ullong refused; /* the reader's; all else is the writer's */
	struct timespec began, said;
	bool shown;
} done;

static void
options(int argc, char *argv[])
{
	const char *arg;

	for (int id; (id = options_next(&command, argc, argv, &arg)) != -1;)
		switch (id) {
		case OPT_MAX_BAD:
			opt.max_bad = option_number("max-bad", arg, 0, BAD_MOST);
			break;
		case OPT_STRICT:
			opt.max_bad = 0;
			break;
		}
}

static double
seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void
progress(bool last)
{
	double took = seconds_since(&done.began);

	if (!isatty(STDERR_FILENO) || (!last && done.shown && seconds_since(&done.said) < 0.1))
		return;
	if (last && !done.shown && took < 0.5)
		return;
	fprintf(stderr, "\r%llu new, %llu known, %llu refused, %.0f/s%s", done.fresh, done.known,
	    done.refused, (double)(done.fresh + done.known) / (took > 0 ? took : 1),
	    last ? "\n" : "");
	fflush(stderr);
	done.shown = true;
	clock_gettime(CLOCK_MONOTONIC, &done.said);
}

/* Records on their way to the store. */
struct batch {
	struct incoming *items;
	size_t count, cap;
	int64_t now;
	struct buf text;    /* the records as they came */
	struct arena arena; /* their ids, and what had to be completed */
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct journal *journal;
	struct batch *batch; /* to be stored; NULL: nothing to do */
	bool ended;
} writer = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/*
 * Wait until the writer has nothing to do, then give it something.  A writer that fails ends the
 * process; nobody else may do so at the same time, so that the reader comes here first.
 */
static void
hand_over(struct batch *b, bool ended)
{
	pthread_mutex_lock(&writer.lock);
	while (writer.batch)
		pthread_cond_wait(&writer.changed, &writer.lock);
	writer.batch = b;
	writer.ended = ended;
	pthread_cond_broadcast(&writer.changed);
	pthread_mutex_unlock(&writer.lock);
}

static _Noreturn void
give_up_reading(void)
{
	hand_over(NULL, false); /* what came before is stored and printed */
	give_up();
}

/* Read a line into the batch: 0, or -1 with the reason. */
static int
read_line(struct batch *b, const struct line *l)
{
	static struct json json;
	const unsigned accepted = RECORD_BIT(RECORD_INTERACTION) | RECORD_BIT(RECORD_OUTCOME) |
				  RECORD_BIT(RECORD_CORRECTION) | RECORD_BIT(RECORD_DOCUMENT);
	struct record r;

	if (l->too_long)
		return lines_too_long(opt.limits.line_max);
	if (record_read(&r, &json, &b->arena, l->text, l->len, accepted, RECORD_TYPES, b->now) < 0)
		return -1;
	/* The line's own bytes go when the next lines are read. */
	if ((uintptr_t)r.text.at - (uintptr_t)l->text < l->len) {
		char *at = b->text.text + b->text.len;

		buf_add(&b->text, r.text.at, r.text.len);
		r.text.at = at;
	}
	b->items[b->count++] = (struct incoming){.type = r.type,
		.key = r.key,
		.id = arena_copy(&b->arena, r.id, r.id_len),
		.id_len = r.id_len,
		.text = r.text,
		.time = r.time,
		.plain = r.plain};
	return 0;
}

/* Name a line that is no record, or keep it; too many of them end it all. */
static int
refuse(struct lines *in, const struct line *l)
{
	done.refused++;
	if (lines_refuse(in, l, why()) < 0)
		return -1;
	return opt.max_bad == NO_BOUND || done.refused <= (unsigned long long)opt.max_bad
		   ? 0
		   : fail("%s:%lu: stopped, with %llu refused", lines_name(in), l->number,
			 (unsigned long long)done.refused);
}

/* Read n lines; the sound ones become the batch's items: 0, or -1 when there is an end to it. */
static int
read_batch(struct batch *b, struct inputs *in, int n)
{
	size_t bytes = 0;

	for (int i = 0; i < n; i++)
		bytes += lines_at(in->now, i)->len;
	b->items = mem_array(b->items, &b->cap, (size_t)n, sizeof(*b->items));
	b->count = 0;
	b->now = time_now();
	arena_clear(&b->arena);
	buf_clear(&b->text);
	buf_room(&b->text, bytes); /* all of it: the items point into it */
	for (int i = 0; i < n; i++) {
		const struct line *l = lines_at(in->now, i);

		if (read_line(b, l) < 0 && refuse(in->now, l) < 0)
			return -1;
	}
	return 0;
}

static void
print_item(const struct incoming *item, bool tty)
{
	static const char *const marks[] = {",\"new\":false}\n",
		",\"new\":false,\"differs\":true}\n", ",\"new\":true}\n"};
	const char *mark = marks[item->fresh ? 2 : item->differs];
	struct buf safe = {0};

	if (!tty) {
		fwrite_unlocked(item->text.at, 1, item->text.len - 1, stdout);
		fwrite_unlocked(mark, 1, strlen(mark), stdout);
		return;
	}
	json_for_terminal(&safe, item->text.at, item->text.len - 1);
	buf_text(&safe, mark);
	fwrite(safe.text, 1, safe.len, stdout);
	buf_free(&safe);
}

/* One transaction, then print: what is printed is on disk. */
static void
store_batch(struct journal *j, struct batch *b)
{
	static int tty = -1;

	if (tty < 0)
		tty = isatty(STDOUT_FILENO);
	if (b->count > 0 && journal_add(j, b->items, b->count, b->now) < 0)
		give_up();
	for (size_t i = 0; i < b->count; i++) {
		const struct incoming *item = &b->items[i];

		done.fresh += item->fresh;
		done.known += !item->fresh;
		if (item->differs && done.differs++ == 0)
			warn("%.*s: the id is known with other content; the first is kept",
			    (int)item->id_len, item->id);
		if (!opt.quiet)
			print_item(item, tty);
	}
	flush_out();
	progress(false);
}

static void *
write_batches(void *arg)
{
	pthread_mutex_lock(&writer.lock);
	for (;;) {
		while (!writer.batch && !writer.ended)
			pthread_cond_wait(&writer.changed, &writer.lock);
		if (!writer.batch)
			break;
		pthread_mutex_unlock(&writer.lock);
		store_batch(writer.journal, writer.batch);
		pthread_mutex_lock(&writer.lock);
		writer.batch = NULL;
		pthread_cond_broadcast(&writer.changed);
	}
	pthread_mutex_unlock(&writer.lock);
	return arg;
}

/* Read and store all there is.  Two batches: one is read while the other is stored. */
static void
record(struct journal *j, struct inputs *in)
{
	static struct batch batches[2];
	int n, turn = 0;

	writer.journal = j;
	if (pthread_create(&writer.thread, NULL, write_batches, NULL) != 0)
		die("cannot start a thread");
	for (; (n = inputs_more(in)) > 0; turn = !turn) {
		int rc = read_batch(&batches[turn], in, n);

		hand_over(&batches[turn], false); /* also what came before a line too many */
		if (rc < 0)
			give_up_reading();
	}
	if (n < 0)
		give_up_reading();
	hand_over(NULL, true);
	pthread_join(writer.thread, NULL);
	for (turn = 0; turn < 2; turn++) {
		mem_free(batches[turn].items);
		arena_free(&batches[turn].arena);
		buf_free(&batches[turn].text);
	}
}

int
main(int argc, char *argv[])
{
	static char out[256 * 1024];
	struct rejects rejects;
	struct journal *j;
	struct inputs in = {.fd = -1};
	const char *dir;

	diag_start(argv[0]);
	options(argc, argv);
	setvbuf(stdout, out, _IOFBF, sizeof(out));
	if (optind == argc && isatty(STDIN_FILENO))
		usage("no records: name a FILE, or pipe them in");
	if (!(dir = conf_store(opt.store)) || rejects_open(&rejects, opt.rejects) < 0 ||
	    journal_open(&j, dir, STORE_CREATE) < 0)
		give_up();
	clock_gettime(CLOCK_MONOTONIC, &done.began);
	in.paths = argv + optind;
	in.limits = &opt.limits;
	in.rejects = &rejects;
	record(j, &in);

	progress(true);
	if (done.differs > 1)
		warn("%llu records had a known id with other content", done.differs);
	inputs_close(&in);
	journal_close(j);
	if (rejects_close(&rejects) < 0)
		give_up();
	finish();
	return done.refused && !opt.rejects ? EXIT_REFUSED : EXIT_OK;
}
