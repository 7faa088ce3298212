/* Words and vectors together. */
#include "fusion.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "logistic.h"

enum { FEW = 30 };

static const double SHRINK = 1;	      /* of each weight to the words alone */
static const double SURELY = 2;	      /* errors by which vectors have to help */
static const double NO_VECTOR = -1.5; /* what is below has none */
static const double alone[FUSION_PARTS] = {0, 1, 0, 0};

/* Likeness from 0, as near as rules that are not meant come, to 1. */
static double
scaled(const struct fusion *f, double near)
{
	double t = (near - f->background) / (1 - f->background);

	return t < -1 ? -1 : t;
}

/* The parts of the logit of the i-th of n rules. */
static void
parts_of(const struct fusion *f, const double *p, const double *near, size_t n, size_t i,
    logistic_weights out)
{
	double other = f->background;
	bool any = false;

	for (size_t k = 0; k < n; k++)
		if (k != i && near[k] > NO_VECTOR && (!any || near[k] > other)) {
			other = near[k];
			any = true;
		}
	out[0] = 1;
	out[1] = logistic_logit_of(p[i]);
	out[2] = scaled(f, near[i]);
	out[3] = out[2] - scaled(f, other);
}

struct case_row {
	struct logistic_row row;
	uint32_t question;
};

/* The model of the words alone, or with vectors. */
static struct logistic
model_of(bool vectors)
{
	struct logistic l = {.parts = FUSION_PARTS,
		.hold = {SHRINK, SHRINK, vectors ? SHRINK : INFINITY, vectors ? SHRINK : INFINITY}};

	memcpy(l.prior, alone, sizeof(alone));
	return l;
}

/*
 * Fit it to the questions but half of them (2: to all).  Vectors that are near speak for a rule,
 * or they say nothing.
 */
static void
fit(logistic_weights w, const struct case_row *rows, size_t n, bool vectors, uint32_t half)
{
	struct logistic_row *kept = mem_alloc((n + 1) * sizeof(*kept));
	struct logistic l = model_of(vectors);
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (rows[i].question % 2 != half)
			kept[count++] = rows[i].row;
	logistic_fit(&l, kept, count, w);
	for (int k = 2; k < FUSION_PARTS; k++)
		if (w[k] < 0) {
			l.hold[k] = INFINITY;
			logistic_fit(&l, kept, count, w);
		}
	mem_free(kept);
}

/* What vectors save of the log-loss of questions that the weights were not fitted to. */
static void
measure(struct fusion *f, const struct case_row *rows, size_t n)
{
	double gain = 0, squares = 0, one = 0;
	const struct logistic l = model_of(true);
	logistic_weights with[2], without[2];

	for (uint32_t half = 0; half < 2; half++) {
		fit(with[half], rows, n, true, half);
		fit(without[half], rows, n, false, half);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t half = rows[i].question % 2;

		one += logistic_loss(&l, without[half], &rows[i].row) -
		       logistic_loss(&l, with[half], &rows[i].row);
		if (i + 1 < n && rows[i + 1].question == rows[i].question)
			continue;
		gain += one;
		squares += one * one;
		one = 0;
	}
	if (f->cases < 2)
		return;
	f->gain = gain / f->cases;
	f->error = sqrt((squares / f->cases - f->gain * f->gain) / (f->cases - 1));
}

/* The mean likeness to the nearest rule that is not meant. */
static double
find_background(const struct fusion_row *rows, size_t n)
{
	double all = 0, best = -2;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (!rows[i].right && rows[i].near > best)
			best = rows[i].near;
		if (i + 1 < n && rows[i + 1].question == rows[i].question)
			continue;
		if (best > NO_VECTOR) {
			all += best;
			count++;
		}
		best = -2;
	}
	all = count ? all / (double)count : 0;
	return all < .99 ? all : .99;
}

void
fusion_fit(struct fusion *out, const struct fusion_row *rows, size_t n)
{
	struct case_row *made = mem_alloc((n + 1) * sizeof(*made));
	double *p = mem_alloc((n + 1) * sizeof(*p)), *near = mem_alloc((n + 1) * sizeof(*near));
	size_t kept = 0, first = 0;

	*out = (struct fusion){.background = find_background(rows, n)};
	memcpy(out->weight, alone, sizeof(alone));
	for (size_t i = 0; i < n; i++) {
		p[i] = rows[i].words;
		near[i] = rows[i].near;
	}
	while (first < n) {
		size_t end = first;

		while (end < n && rows[end].question == rows[first].question)
			end++;
		out->cases++;
		for (size_t i = first; i < end; i++) {
			if (!(near[i] > NO_VECTOR))
				continue;
			parts_of(out, p + first, near + first, end - first, i - first,
			    made[kept].row.x);
			made[kept].question = rows[i].question;
			made[kept].row.right = rows[i].right;
			made[kept++].row.wrong = !rows[i].right;
		}
		first = end;
	}
	measure(out, made, kept);
	out->used = out->cases >= FEW && out->gain > SURELY * out->error;
	if (out->used)
		fit(out->weight, made, kept, true, 2);
	mem_free(made);
	mem_free(p);
	mem_free(near);
}

void
fusion_apply(const struct fusion *f, double weight, double *p, const double *near, size_t n)
{
	double *fused = mem_alloc((n + 1) * sizeof(*fused)), rest = 0;
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		const struct logistic l = model_of(true);
		logistic_weights x;

		fused[i] = p[i];
		if (f->used && near[i] > NO_VECTOR) {
			parts_of(f, p, near, n, i, x);
			fused[i] = logistic_chance(
			    x[1] + weight * (logistic_logit(&l, f->weight, x) - x[1]));
		}
		if (fused[i] > fused[best])
			best = i;
	}
	for (size_t i = 0; i < n; i++)
		rest += i == best ? 0 : fused[i];
	for (size_t i = 0; i < n; i++)
		p[i] = i != best && rest > 1 - fused[best] ? fused[i] * (1 - fused[best]) / rest
							   : fused[i];
	mem_free(fused);
}

static const char *const names[FUSION_PARTS] = {"one", "words", "near", "lead"};

static double
rounded(double x)
{
	return round(x * 1e6) / 1e6;
}

void
fusion_write(struct buf *out, const struct fusion *f)
{
	json_open(out);
	json_add_bool(out, "used", f->used);
	json_add_num(out, "questions", f->cases);
	json_add_num(out, "gain", rounded(f->gain));
	json_add_num(out, "error", rounded(f->error));
	json_add_num(out, "background", rounded(f->background));
	for (int k = 0; k < FUSION_PARTS; k++)
		json_add_num(out, names[k], rounded(f->weight[k]));
	json_close(out);
}

int
fusion_read(struct fusion *out, const char *text)
{
	struct json json = {0};
	yyjson_val *root = json_read(&json, text, strlen(text));

	*out = (struct fusion){.used = json_bool_or(root, "used", false),
		.cases = (uint32_t)json_num_or(root, "questions", 0),
		.background = json_num_or(root, "background", 0),
		.gain = json_num_or(root, "gain", 0),
		.error = json_num_or(root, "error", 0)};
	for (int k = 0; k < FUSION_PARTS; k++)
		out->weight[k] = json_num_or(root, names[k], alone[k]);
	json_free(&json);
	return root ? 0 : -1;
}
