/* An export in, our records out. */
#include "import.h"

#include <stdio.h>
#include <string.h>

#include "diag.h"
#include "json.h"
#include "talk.h"
#include "term.h"

enum {
	OPEN_MOST = 10000,
	OPEN_BYTES = 64 * 1024 * 1024,
	BUCKETS = 16384,
	SHOWN = 60,
	TALK_MOST = 20000
};

/* A conversation of which more may come; the one that was silent longest ends first. */
struct open {
	struct talk *talk;
	uint64_t hash;
	struct open *chain;
	struct open *older, *newer;
};

struct import {
	const struct map *map;
	struct origin from;
	char digest[33]; /* of what was read until the first record went out */
	char id[16];
	struct arena arena; /* of a record */
	struct arena work;  /* of a conversation that is written */
	struct open *buckets[BUCKETS];
	struct open *oldest, *newest;
	size_t n_open, bytes, talks, talks_most;
	struct import_seen seen;
	bool fits; /* the record at hand */
	struct buf *explain;
};

struct import *
import_new(const struct map *map, const char *name)
{
	struct import *im = mem_alloc(sizeof(*im));

	im->map = map;
	im->from = (struct origin){map->name, name};
	return im;
}

const char *
import_name(const struct import *im)
{
	return im->from.import;
}

/* Until the import has a name, all that is read is part of it. */
static void
note(struct import *im, yyjson_val *record)
{
	struct buf b = {0};

	if (im->from.import)
		return;
	buf_text(&b, im->digest);
	json_canonical(&b, record);
	hash128_hex(im->digest, b.text, b.len);
	buf_free(&b);
}

/* Where records come from, as they say it. */
static const struct origin *
origin(struct import *im)
{
	if (!im->from.import) {
		snprintf(im->id, sizeof(im->id), "i%.11s", im->digest);
		im->from.import = im->id;
	}
	return &im->from;
}

const struct import_seen *
import_seen(const struct import *im)
{
	return &im->seen;
}

size_t
import_talks(const struct import *im)
{
	return im->talks;
}

/* Open conversations */

static void
take_out(struct import *im, struct open *o)
{
	*(o->older ? &o->older->newer : &im->oldest) = o->newer;
	*(o->newer ? &o->newer->older : &im->newest) = o->older;
}

static void
put_newest(struct import *im, struct open *o)
{
	o->older = im->newest;
	o->newer = NULL;
	*(im->newest ? &im->newest->newer : &im->oldest) = o;
	im->newest = o;
}

static void
write_talk(struct import *im, const struct talk *t, struct buf *out)
{
	size_t before = out->len;

	talk_write(t, origin(im), im->map->infer, &im->work, out);
	im->seen.gave |= out->len > before;
}

static void
complete(struct import *im, struct open *o, struct buf *out)
{
	struct open **at = &im->buckets[o->hash % BUCKETS];

	while (*at != o)
		at = &(*at)->chain;
	*at = o->chain;
	take_out(im, o);
	im->n_open--;
	im->bytes -= talk_size(o->talk);
	write_talk(im, o->talk, out);
	talk_free(o->talk);
	mem_free(o);
}

/* The conversation of this name, begun if need be; NULL when there are enough to explain. */
static struct open *
open_talk(struct import *im, struct bytes id)
{
	uint64_t hash = hash64(id.at, id.len, 0);
	struct open **bucket = &im->buckets[hash % BUCKETS], *o;

	for (o = *bucket; o; o = o->chain) {
		struct bytes other = talk_id(o->talk);

		if (o->hash == hash && other.len == id.len &&
		    memcmp(other.at, id.at, id.len) == 0) {
			take_out(im, o);
			put_newest(im, o);
			return o;
		}
	}
	if (im->talks_most && im->talks >= im->talks_most)
		return NULL;
	o = mem_alloc(sizeof(*o));
	o->talk = talk_new(id.at, id.len);
	o->hash = hash;
	o->chain = *bucket;
	*bucket = o;
	put_newest(im, o);
	im->n_open++;
	im->talks++;
	im->bytes += talk_size(o->talk);
	return o;
}

void
import_end(struct import *im, struct buf *out)
{
	while (im->oldest)
		complete(im, im->oldest, out);
}

void
import_free(struct import *im)
{
	struct buf lost = {0};

	if (!im)
		return;
	import_end(im, &lost);
	buf_free(&lost);
	arena_free(&im->arena);
	arena_free(&im->work);
	mem_free(im);
}

/* Explaining */

static void
show_field(struct import *im, const struct field_spec *spec, const struct fields *f,
    const char *const *via)
{
	struct bytes b = f->of[spec->field];
	char safe[SHOWN * 4], name[32];
	size_t n = b.len < SHOWN ? b.len : SHOWN;

	if (!b.at || !via[spec->field])
		return;
	while (n > 0 && n < b.len && (((const unsigned char *)b.at)[n] & 0xc0) == 0x80)
		n--;
	term_safe(safe, sizeof(safe), b.at, n);
	term_safe(name, sizeof(name), via[spec->field], strlen(via[spec->field]));
	buf_print(im->explain, "    %-13s %-24s %s%s\n", spec->name, name, safe,
	    n < b.len ? "…" : "");
}

/* Fill a section, and say so where somebody wants to know. */
static int
fill(struct import *im, const struct section *s, const struct scope *in, struct fields *f,
    const char *title)
{
	const char *via[F_COUNT];

	if (im->explain)
		memset(via, 0, sizeof(via));
	if (map_fill(s, in, f, im->explain ? via : NULL) < 0)
		return -1;
	if (im->explain) {
		buf_print(im->explain, "  %s\n", title);
		for (size_t i = 0; i < s->n; i++)
			show_field(im, s->slots[i].spec, f, via);
	}
	return 0;
}

/* What a record must hold */

static int
check_message(const struct fields *f)
{
	static const char *const roles[] = {"customer", "bot", "agent", "system", "skip"};
	struct bytes from = f->of[F_FROM];

	if (!from.at)
		return fail("no from: who says it?");
	for (int i = 0; i < 5; i++)
		if (fields_is(f, F_FROM, roles[i]))
			return 0;
	return fail("from is \"%.*s\", not customer, bot, agent, system or skip",
	    from.len < 40 ? (int)from.len : 40, (const char *)from.at);
}

/* A signal is a word. */
static int
check_event(const struct fields *f)
{
	enum { LONGEST = 64 };
	struct bytes b = f->of[F_EVENT];
	const char *c = b.at;

	if (!c)
		return 0;
	for (size_t i = 0; i < b.len; i++)
		if (!((c[i] >= 'a' && c[i] <= 'z') || c[i] == '_') || i == LONGEST)
			return fail("\"%.*s\" is no signal: a word in small letters expected",
			    b.len < 40 ? (int)b.len : 40, c);
	return b.len ? 0 : fail("an empty signal");
}

/* The canonical record, as an id for what has none. */
static struct bytes
content_id(struct import *im, yyjson_val *record)
{
	char *hex = arena_alloc(&im->arena, 33);
	struct buf b = {0};

	json_canonical(&b, record);
	hash128_hex(hex, b.text, b.len);
	buf_free(&b);
	return bytes_of(hex, 32);
}

/* One message a record */

static int
grouped(struct import *im, const struct scope *in, struct buf *out)
{
	struct fields about = {0}, f = {0};
	struct open *o;

	if (fill(im, &im->map->conversation, in, &about, "conversation") < 0 ||
	    fill(im, &im->map->message, in, &f, "message") < 0 || check_message(&f) < 0 ||
	    check_event(&f) < 0)
		return -1;
	im->fits = !fields_is(&f, F_FROM, "skip") || has(&about, F_CONVERSATION);
	if (fields_is(&f, F_FROM, "skip"))
		return 0;
	if (!has(&about, F_CONVERSATION) || about.of[F_CONVERSATION].len == 0)
		return fail("no conversation");
	if (!has(&f, F_TEXT) && !has(&f, F_EVENT) && !has(&f, F_ACTION) && !has(&f, F_CORRECTION))
		return fail("neither text nor event");
	if (!(o = open_talk(im, about.of[F_CONVERSATION]))) {
		buf_clear(im->explain);
		return 0;
	}
	im->bytes -= talk_size(o->talk);
	about.of[F_CONVERSATION] = about.of[F_TIME] = bytes_of(NULL, 0);
	talk_about(o->talk, &about);
	talk_add(o->talk, &f);
	im->bytes += talk_size(o->talk);
	if (talk_messages(o->talk) >= TALK_MOST)
		complete(im, o, out);
	while (im->oldest && (im->n_open > OPEN_MOST || im->bytes > OPEN_BYTES))
		complete(im, im->oldest, out);
	return 0;
}

/* One conversation a record */

static int
add_message(struct import *im, struct talk *t, const struct scope *in)
{
	struct fields f = {0};

	if (!map_holds(im->map->message.when, in))
		return 0;
	if (fill(im, &im->map->message, in, &f, "message") < 0 || check_message(&f) < 0 ||
	    check_event(&f) < 0)
		return -1;
	if (fields_is(&f, F_FROM, "skip"))
		return 0;
	im->fits = true;
	talk_add(t, &f);
	return 0;
}

static int
add_whole(struct import *im, struct talk *t, const struct scope *in)
{
	for (const struct section *s = im->map->outcomes; s; s = s->next) {
		struct fields f = {0};

		if (!map_holds(s->when, in))
			continue;
		if (fill(im, s, in, &f, "outcome") < 0 || check_event(&f) < 0)
			return -1;
		if (has(&f, F_EVENT))
			talk_outcome(t, &f);
	}
	for (const struct section *s = im->map->corrections; s; s = s->next) {
		struct fields f = {0};

		if (!map_holds(s->when, in))
			continue;
		if (fill(im, s, in, &f, "correction") < 0)
			return -1;
		talk_correction(t, &f);
	}
	return 0;
}

static int
fill_talk(struct import *im, struct talk *t, const struct scope *in)
{
	const struct map *map = im->map;
	yyjson_val *list = map_at(map->each, in), *item;
	struct scope inner = *in;
	yyjson_arr_iter it;

	if (map->first && (inner.item = map_at(map->first, in)) && add_message(im, t, &inner) < 0)
		return fail("%s: %s", map_pointer_text(map->first), why());
	if (!list)
		return add_whole(im, t, in);
	if (!yyjson_is_arr(list))
		return fail("%s: a list expected", map_pointer_text(map->each));
	im->fits = true;
	it = yyjson_arr_iter_with(list);
	for (size_t i = 0; (item = yyjson_arr_iter_next(&it)); i++) {
		inner.item = item;
		if (add_message(im, t, &inner) < 0)
			return fail("%s/%zu: %s", map_pointer_text(map->each), i, why());
	}
	return add_whole(im, t, in);
}

static int
conversation(struct import *im, const struct scope *in, struct buf *out)
{
	struct fields about = {0};
	struct talk *t;
	struct bytes id;
	int rc;

	if (fill(im, &im->map->conversation, in, &about, "conversation") < 0)
		return -1;
	im->talks++;
	id = has(&about, F_CONVERSATION) ? about.of[F_CONVERSATION] : content_id(im, in->record);
	t = talk_new(id.at, id.len);
	talk_about(t, &about);
	rc = fill_talk(im, t, in);
	if (rc == 0)
		write_talk(im, t, out);
	talk_free(t);
	return rc;
}

/* One interaction a record */

static void
derived_id(struct import *im, struct fields *f, struct bytes id, const char *what, unsigned number)
{
	struct buf b = {0};

	if (has(f, F_ID))
		return;
	buf_add(&b, id.at, id.len);
	buf_char(&b, ':');
	buf_text(&b, what);
	if (number > 1)
		buf_print(&b, ":%u", number);
	f->of[F_ID] = bytes_of(arena_copy(&im->arena, b.text, b.len), b.len);
	buf_free(&b);
}

/* What an outcome or correction has in common with its interaction. */
static void
belong(struct fields *f, const struct fields *row)
{
	f->of[F_INTERACTION] = row->of[F_ID];
	f->of[F_CONVERSATION] = row->of[F_CONVERSATION];
	if (!has(f, F_TIME))
		f->of[F_TIME] = row->of[F_TIME];
	if (!has(f, F_EXPLICIT))
		fields_set(f, F_EXPLICIT, "true");
}

static int
row_outcomes(struct import *im, const struct scope *in, const struct fields *row, struct buf *out)
{
	unsigned number = 0;

	for (const struct section *s = im->map->outcomes; s; s = s->next) {
		struct fields f = {0};
		char *signal;

		number++;
		if (!map_holds(s->when, in))
			continue;
		if (fill(im, s, in, &f, "outcome") < 0 || check_event(&f) < 0)
			return -1;
		if (!has(&f, F_EVENT))
			continue;
		belong(&f, row);
		if (!has(&f, F_AUTHOR))
			f.of[F_AUTHOR] = row->of[F_CUSTOMER];
		signal = arena_copy(&im->arena, f.of[F_EVENT].at, f.of[F_EVENT].len);
		derived_id(im, &f, row->of[F_ID], signal, number);
		fields_put_outcome(out, &f, origin(im));
	}
	return 0;
}

static int
row_corrections(struct import *im, const struct scope *in, const struct fields *row,
    struct buf *out)
{
	unsigned number = 0;

	for (const struct section *s = im->map->corrections; s; s = s->next) {
		struct fields f = {0};

		number++;
		if (!map_holds(s->when, in))
			continue;
		if (fill(im, s, in, &f, "correction") < 0)
			return -1;
		if (!has(&f, F_RIGHT) && !has(&f, F_WRONG) && !has(&f, F_CATEGORY))
			continue;
		belong(&f, row);
		if (!has(&f, F_AUTHORITY))
			fields_set(&f, F_AUTHORITY, "agent");
		derived_id(im, &f, row->of[F_ID], "correction", number);
		fields_put_correction(out, &f, origin(im));
	}
	return 0;
}

static int
row(struct import *im, const struct scope *in, struct buf *out)
{
	struct fields f = {0};

	if (fill(im, &im->map->interaction, in, &f, "interaction") < 0)
		return -1;
	if (!has(&f, F_QUESTION) || f.of[F_QUESTION].len == 0)
		return fail("no question");
	if (!has(&f, F_ID))
		f.of[F_ID] = content_id(im, in->record);
	if (!has(&f, F_ACTION))
		fields_set(&f, F_ACTION, has(&f, F_TEXT) ? "answer" : "none");
	im->fits = true;
	im->talks++;
	fields_put_interaction(out, &f, origin(im));
	return row_outcomes(im, in, &f, out) < 0 || row_corrections(im, in, &f, out) < 0 ? -1 : 0;
}

/* Does a `when` of the map pass over the whole record? */
static bool
passed_over(const struct map *map, const struct scope *in)
{
	if (map->rows)
		return !map_holds(map->interaction.when, in);
	return !map_holds(map->conversation.when, in) ||
	       (!map->each && !map_holds(map->message.when, in));
}

int
import_record(struct import *im, yyjson_val *record, struct buf *out)
{
	struct scope in = {record, record, &im->arena};
	const struct map *map = im->map;
	size_t begin = out->len;
	int rc;

	im->seen.records++;
	if (!map_holds(map->when, &in)) {
		im->seen.passed++;
		return 0;
	}
	note(im, record);
	if (passed_over(map, &in)) {
		im->seen.passed++;
		return 0;
	}
	im->fits = false;
	rc = map->rows	 ? row(im, &in, out)
	     : map->each ? conversation(im, &in, out)
			 : grouped(im, &in, out);
	if (rc < 0)
		out->len = begin;
	im->seen.fit += im->fits;
	im->seen.unfit += !im->fits && rc == 0;
	im->seen.gave |= out->len > begin;
	arena_clear(&im->arena);
	return rc;
}

int
import_explain(struct import *im, yyjson_val *record, size_t most, struct buf *out)
{
	struct buf records = {0}, fields = {0};
	int rc;

	im->explain = &fields;
	im->talks_most = most;
	rc = import_record(im, record, &records);
	im->explain = NULL;
	buf_add(out, fields.text, fields.len);
	if (records.len)
		buf_text(out, "  becomes\n");
	buf_add(out, records.text, records.len);
	buf_free(&fields);
	buf_free(&records);
	return rc;
}
