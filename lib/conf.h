/*
 * The configuration: numbers and texts by name, and thresholds by topic; see fl-config(5).
 * The store's config.yaml, over $XDG_CONFIG_HOME/fl/config.yaml, over what is built in.
 */
#ifndef FL_CONF_H
#define FL_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum { CONF_TOPICS_MAX = 256 };

struct conf_topic {
	const char *topic, *origin;
	double threshold;
};

/* Where a model is, and how to talk to it; a text that is not set is NULL. */
struct conf_endpoint {
	const char *group;	/* of its settings: "llm" */
	const char *variable;	/* of the environment, with its key */
	const char *url;	/* of the API: what /chat/completions or /embeddings follows */
	const char *model;	/* its name */
	const char *key_file;	/* a file with the key, that nobody else may read */
	const char *ca_file;	/* certificates to trust instead of the system's */
	const char *proxy;	/* none is used unless it is here */
	double connect_timeout; /* seconds for the connection */
	double timeout;		/* seconds for a whole try */
	double retries;		/* tries after the first */
	double retry_delay;	/* seconds before the second try; then twice that, and so on */
};

struct conf {
	/* What a voice weighs, by authority. */
	double weight_lead, weight_agent, weight_source, weight_customer, weight_inferred;
	double update_at;      /* support from which a learned rule is used */
	double proactive_at;   /* support from which it is told without asking */
	double trial_share;    /* share of conversations in which a rule on trial answers */
	double trial_first;    /* 1: what staff confirms is tried before it is active */
	double threshold;      /* confidence from which an answer is given */
	double audit;	       /* share of recorded answers that staff is asked to judge */
	double calibrate;      /* 1: the confidence is corrected by what was judged */
	double risk;	       /* share of given answers that may be wrong; 0: no target */
	double explore;	       /* an item may be so much worse and still be tried; 0: none is */
	double near;	       /* likeness from which a proactive rule is near a question */
	double false_repeat;   /* chance that a second agent says the same false thing */
	double promote_error;  /* share of false ones among the claims that are used */
	double field_error;    /* chance of conditions on a field that does not matter */
	double withdraw_error; /* chance of withdrawing a rule that is good enough */
	double keeps_promotion, keeps_price, keeps_policy, keeps_tone; /* days; see age.h */
	double expire_days;	  /* a pending rule that nothing confirms goes after so many */
	double replay_recent;	  /* how many of the latest records a change is replayed on */
	double mask;		  /* 1: personal data is hidden from people */
	double ask_reason;	  /* 1: approving and rejecting there need a reason */
	double pattern_customers; /* a pattern has at least so many distinct customers */

	struct conf_endpoint llm;    /* a model that words answers */
	double llm_max_tokens;	     /* of a reply */
	double llm_max_chars;	     /* of the messages */
	struct conf_endpoint vector; /* a model that gives vectors of texts; see meaning.h */
	double vector_weight;	     /* how far they are followed; 0: not at all */
	double vector_mask;	     /* 1: personal data is hidden before a text is sent */
	double vector_batch;	     /* texts in one request */
	double vector_max_chars;     /* of a text */
	double vector_keep;	     /* days for which a question's vector is kept */

	struct conf_topic topics[CONF_TOPICS_MAX];
	size_t topic_count;

	struct arena arena;
	const char *origins[64];      /* where each number comes from, in the order of conf_each */
	const char *text_origins[16]; /* and each text */
};

/* A setting in force. */
struct conf_setting {
	const char *name;
	double value;	  /* of a number */
	const char *text; /* of a text; NULL: it is not set */
	bool is_text;
	const char *origin; /* "built in" or a path */
	const char *help;   /* what it is for */
};

/* Read what is in force for the store in dir (NULL: none).  0, or -1 with PATH:LINE:COL. */
int conf_read(struct conf *c, const char *dir);
void conf_free(struct conf *c);

/* The threshold of a topic: its own, else the one of its longest leading part, else the general. */
double conf_threshold(const struct conf *c, const char *topic);

/* What a voice of this authority weighs. */
double conf_weight(const struct conf *c, const char *authority);

/* Every setting in force. */
void conf_each(const struct conf *c, void (*each)(const struct conf_setting *s, void *arg),
    void *arg);

/*
 * Where the store is: given (the -s option) or $FL_STORE, else $XDG_DATA_HOME/fl, else
 * ~/.local/share/fl.  NULL, with the reason, when there is no HOME either.  Lives until exit.
 */
const char *conf_store(const char *given);

#endif
