/* Random numbers to make data from. Each is a function of its place, so that data are the same in every run, and any part of
 * them can be made by itself. */
#ifndef KIT_RANDOM_H
#define KIT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Stirs the bits of a number: the finaliser of splitmix64. */
uint64_t kit_mix(uint64_t x);

/* A number that tells apart n bytes behind those that gave `before`, which were a multiple of 8: bytes that differ in one
 * word of 8 never have the same. */
uint64_t kit_digest(uint64_t before, const void *bytes, size_t n);

/* 64 bits by chance: those of a place, from 0, in the series of a seed. */
uint64_t kit_random_bits(uint64_t seed, uint64_t place);

/* Uniform, 0 <= x < 1: number `place`, from 0, of splitmix64. */
double kit_uniform(uint64_t place);

/* Normal, mean 0, standard deviation 1. */
double kit_normal(uint64_t place);

#endif
