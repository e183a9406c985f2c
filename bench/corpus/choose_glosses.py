#!/usr/bin/env python3
"""Chooses the demo corpus from WordNet's glosses: a reverse dictionary of common nouns.

A synset is taken when it is a noun and its first lemma
  - is one word of 3 to 14 lower-case letters,
  - is common: it stands as a word in at least two glosses of WordNet, its own not counted,
  - has few meanings: at most four synsets of any part of speech hold it,
and its definition (the gloss without its examples, which often hold the word that is looked for)
  - has 2 to 30 words and does not hold the lemma.
The order is that of the input, so the same input gives the same bytes.

usage: choose_glosses.py GLOSSES.jsonl.gz OUTPUT.jsonl.gz
  GLOSSES: one JSON object a line with synset, lemma, pos, gloss, lemmas
"""

import collections
import gzip
import json
import re
import sys

MIN_OTHER_GLOSSES = 2
MAX_SYNSETS = 4


def words_of(text):
    return re.findall(r"[a-z]+", text.lower())


def definition_of(gloss):
    return gloss.split('"')[0].strip().rstrip(";:,").strip()


def choose(synsets):
    glosses_with = collections.Counter(w for s in synsets for w in set(words_of(s["gloss"])))
    synsets_with = collections.Counter(lemma for s in synsets for lemma in set(s["lemmas"]))
    for synset in synsets:
        lemma = synset["lemma"]
        own = set(words_of(synset["gloss"]))
        definition = definition_of(synset["gloss"])
        words = words_of(definition)
        if (
            synset["pos"] == "n"
            and re.fullmatch(r"[a-z]{3,14}", lemma)
            and glosses_with[lemma] - (lemma in own) >= MIN_OTHER_GLOSSES
            and synsets_with[lemma] <= MAX_SYNSETS
            and 2 <= len(words) <= 30
            and lemma not in words
        ):
            yield {
                "synset": synset["synset"],
                "lemma": lemma,
                "pos": synset["pos"],
                "gloss": definition,
                "lemmas": synset["lemmas"],
            }


def main(source, target):
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        synsets = [json.loads(line) for line in lines]
    chosen = list(choose(synsets))
    with open(target, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        for synset in chosen:
            packed.write((json.dumps(synset, ensure_ascii=False) + "\n").encode())
    print(f"{len(chosen)} of {len(synsets)} glosses")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
