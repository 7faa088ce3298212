/*
 * Numbers that look random, the same everywhere for the same state: splitmix64 (G. L. Steele,
 * D. Lea, C. H. Flood 2014).  Not for secrets.
 */
#ifndef FL_SPLITMIX_H
#define FL_SPLITMIX_H

#include <stdint.h>

static inline uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* At least 0 and below 1. */
static inline double
splitmix_unit(uint64_t *state)
{
	return (double)(splitmix(state) >> 11) * 0x1p-53;
}

#endif
