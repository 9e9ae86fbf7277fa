#!/usr/bin/env python3
"""Holds files against the published rules of safetensors, and of docs/format.md, by means of nothing but Python.

usage: check_safetensors.py FILE...
       check_safetensors.py --from PROGRAM     runs `PROGRAM FILE` and checks the file that it writes
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
HEADER_LIMIT = 100_000_000  # the reference reader's


class Broken(Exception):
    pass


def rule(holds, text):
    if not holds:
        raise Broken(text)


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    rule(len(set(names)) == len(names), f"a key occurs twice among {names}")
    return dict(pairs)


def is_size(x):
    return isinstance(x, int) and not isinstance(x, bool) and x >= 0


def crc64_of_byte(crc):
    for _ in range(8):
        crc = crc >> 1 ^ (0xC96C5795D7870F42 if crc & 1 else 0)
    return crc


CRC64_TABLE = [crc64_of_byte(byte) for byte in range(256)]


def crc64(data):
    """CRC-64/XZ."""
    crc = 2**64 - 1
    for byte in data:
        crc = crc >> 8 ^ CRC64_TABLE[crc & 255 ^ byte]
    return crc ^ 2**64 - 1


def check_tensor(name, entry):
    rule(set(entry) == {"dtype", "shape", "data_offsets"}, f"{name}: its keys are {sorted(entry)}")
    rule(entry["dtype"] in SIZES, f"{name}: unknown dtype {entry['dtype']}")
    rule(all(is_size(n) for n in entry["shape"]), f"{name}: a shape {entry['shape']}")
    begin, end = entry["data_offsets"]
    rule(is_size(begin) and is_size(end) and begin <= end, f"{name}: offsets {begin}, {end}")
    size = SIZES[entry["dtype"]]
    for n in entry["shape"]:
        size *= n
    rule(end - begin == size, f"{name}: {end - begin} bytes for shape {entry['shape']}")
    return begin, end


def check_format(data):
    """The published rules. Returns the header and where the data begins."""
    rule(len(data) >= 8, "shorter than 8 bytes")
    (length,) = struct.unpack("<Q", data[:8])
    rule(length <= HEADER_LIMIT and 8 + length <= len(data), f"a header of {length} bytes")
    text = data[8 : 8 + length].decode("utf-8", "strict")
    rule(text.startswith("{"), "the header does not begin with {")
    rule(text.rstrip(" ").endswith("}"), "the header ends with more than spaces")
    header = json.loads(text, object_pairs_hook=no_duplicates)
    metadata = header.get("__metadata__", {})
    rule(all(isinstance(v, str) for v in metadata.values()), "__metadata__ holds more than strings")
    at = 0
    for begin, end in sorted(check_tensor(n, t) for n, t in header.items() if n != "__metadata__"):
        rule(begin == at, f"a hole or an overlap at {at}")
        at = end
    rule(8 + length + at == len(data), f"the tensors take {at} bytes, the file has {len(data) - 8 - length}")
    return header, 8 + length


def check_ours(data, header, data_at):
    """What docs/format.md promises beyond that."""
    rule(data_at % 64 == 0, f"the data begins at {data_at}")
    names = list(header)
    rule(names[0] == "__metadata__", "__metadata__ does not come first")
    rule(list(header["__metadata__"])[-1] == "checksum", "the checksum does not come last")
    begins = [header[n]["data_offsets"][0] for n in names[1:]]
    rule(begins == sorted(begins), "the tensors' order is not that of their data")
    digits = header["__metadata__"]["checksum"].encode()
    rule(data.count(digits) == 1, "the checksum's digits are not to be found")
    right = b"%016x" % crc64(data.replace(digits, b"0" * 16))
    rule(digits == right, f"the checksum is {digits}, the content gives {right}")


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    header, data_at = check_format(data)
    check_ours(data, header, data_at)
    print(f"{path}: {len(header) - 1} tensors, {len(data)} bytes, all rules hold")


def check_written_by(program):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.safetensors")
        wrapper = os.environ.get("MESON_EXE_WRAPPER", "").split() # runs programs for another processor
        subprocess.run([*wrapper, program, path], check=True)
        check(path)


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--from":
        check_written_by(arguments[1])
    elif arguments and not arguments[0].startswith("-"):
        for path in arguments:
            check(path)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Broken, ValueError) as error:
        sys.exit(f"check_safetensors: {error}")
