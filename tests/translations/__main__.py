"""Brings the translations up to date with the source."""

import sys

from tests.helpers.translation import QM, TS, compile_ts, read_ts, said, write_ts


def main() -> int:
    texts, known = said(), dict(read_ts(TS))
    by_source = {source: spanish for (_, source), spanish in known.items()}
    every = [(context, source) for context in texts for source in texts[context]]
    # A text that is translated in another context is proposed from there.
    known = {each: known.get(each) or by_source.get(each[1], "") for each in every}
    write_ts(TS, texts, known)
    compile_ts(TS, QM)
    lacking = sorted(each for each in every if not known[each])
    for context, source in lacking:
        print(f"not translated: {context}: {source!r}")
    print(f"{len(every) - len(lacking)} of {len(every)} texts are Spanish")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
