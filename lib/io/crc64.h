/* CRC-64/XZ: the checksum of a model file. */
#ifndef AE_IO_CRC64_H
#define AE_IO_CRC64_H

#include <stddef.h>
#include <stdint.h>

/* The CRC of all bytes so far: start with crc = 0 and hand the result on. "123456789" gives 995dc9bbdf1939fa. */
uint64_t ae_crc64(uint64_t crc, const void *bytes, size_t n);

/* The same on any processor, more slowly. */
uint64_t ae_crc64_by_tables(uint64_t crc, const void *bytes, size_t n);

/* As it stands in a file: 16 digits of 0-9 and a-f, the highest first, not closed by a 0. */
enum { AE_CRC64_DIGITS = 16 };
#define AE_CRC64_ZEROS "0000000000000000" /* what stands there while the CRC is taken */
void ae_crc64_print(char digits[AE_CRC64_DIGITS], uint64_t crc);

#endif
