"""Times tiktoken and gigatoken on one thread. Arguments: vocabularies, corpora, rounds, a row a line on stdout."""
import hashlib
import os
import pathlib
import shutil
import struct
import sys
import time

vocabularies, corpora, rounds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
os.environ["RAYON_NUM_THREADS"] = "1"
cache = corpora / "tiktoken"
cache.mkdir(exist_ok=True)
os.environ["TIKTOKEN_CACHE_DIR"] = str(cache)
ENCODINGS = ["o200k_base", "cl100k_base"]
for name in ENCODINGS:
    url = f"https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
    shutil.copy(vocabularies / f"{name}.tiktoken", cache / hashlib.sha1(url.encode()).hexdigest())

import gigatoken  # noqa: E402
import tiktoken  # noqa: E402


def documents(file):
    data, at, found = file.read_bytes(), 0, []
    while at < len(data):
        (size,) = struct.unpack_from("<i", data, at)
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def gigatokens(encoding):
    tokenizer = gigatoken.Tokenizer.from_tiktoken(vocabularies / f"{encoding}.tiktoken")
    tokenizer.encode_batch(gigatoken.BytesSource([b"Its tables are made at the first call."]), parallel=False)
    return lambda texts: len(tokenizer.encode_batch(gigatoken.BytesSource(texts), parallel=False).layout.content)


def tiktokens(encoding):
    tokenizer = tiktoken.get_encoding(encoding)
    return lambda texts: sum(len(tokenizer.encode_ordinary(text)) for text in texts)


def row(*cells):
    print("\t".join(str(cell) for cell in cells), flush=True)


for encoding in ENCODINGS:
    for file in sorted(corpora.glob("*.docs")):
        texts = documents(file)
        size = sum(map(len, texts))
        strings = [text.decode() for text in texts]
        for peer, make, given, passes in (
            ("gigatoken", gigatokens, texts, 3),
            ("tiktoken", tiktokens, strings, 1),
        ):
            cold, warm, tokens = 0, 0, 0
            for _ in range(rounds):
                count = make(encoding)
                for turn in range(passes):
                    start = time.thread_time()
                    tokens = count(given)
                    speed = size / (time.thread_time() - start) / 1e6
                    cold, warm = (max(cold, speed), warm) if turn == 0 else (cold, max(warm, speed))
            row("speed", peer, encoding, file.stem, f"{cold:.0f}", f"{warm:.0f}" if passes > 1 else "–", tokens)

for encoding in ENCODINGS:
    for peer, make in (("gigatoken", gigatokens), ("tiktoken", tiktokens)):
        count = make(encoding)
        for file in sorted(corpora.glob("*.hostile")):
            text = file.read_bytes()
            given = [text] if peer == "gigatoken" else [text.decode()]
            start = time.thread_time()
            try:
                tokens = count(given)
                row("hostile", peer, encoding, file.stem, f"{(time.thread_time() - start) * 1e3:.0f}", tokens)
            except BaseException as failure:  # tiktoken's panic is none of Exception
                row("hostile", peer, encoding, file.stem, type(failure).__name__, "–")
