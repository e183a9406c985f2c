"""Writes docs/configuration.md from the records that hold the settings.

Reads every @ConfigurationProperties record of the modules, with its Javadoc, its defaults and its
limits, so that the page says what the code does.

    python3 docs/configuration.py            writes the page
    python3 docs/configuration.py --check    ends with 1 when the page is not what would be written
"""

import html
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "configuration.md"
MODULES = ["shard-router", "ingest-service", "search-service", "lib/postgres", "lib/topology",
           "lib/embedding", "lib/service-kit"]
USED_BY = {
    "loxodonta.catalog": "shard-router", "loxodonta.cluster": "shard-router",
    "loxodonta.health": "shard-router", "loxodonta.isolation": "shard-router",
    "loxodonta.upkeep": "shard-router", "loxodonta.tiers": "shard-router",
    "loxodonta.search.activity": "search-service",
    "loxodonta.reembed": "shard-router",
    "loxodonta.purge": "shard-router", "loxodonta.events": "shard-router",
    "loxodonta.saga": "ingest-service", "loxodonta.saga.neo4j": "ingest-service",
    "loxodonta.saga.qdrant": "ingest-service", "loxodonta.saga.redis": "ingest-service",
    "loxodonta.ingest": "ingest-service", "loxodonta.ingest.pending": "ingest-service",
    "loxodonta.ingest.reembed": "ingest-service",
    "loxodonta.consolidation": "ingest-service",
    "loxodonta.search": "search-service",
    "loxodonta.search.scatter": "search-service", "loxodonta.search.batch": "search-service",
    "loxodonta.search.recall": "search-service",
    "loxodonta.search.rerankers.*": "search-service",
    "loxodonta.postgres": "ingest-service, search-service",
    "loxodonta.router": "ingest-service, search-service",
    "loxodonta.embedding": "ingest-service, search-service",
    "loxodonta.embedding.endpoints.*": "ingest-service, search-service",
    "loxodonta.grpc": "all three",
    "loxodonta.network": "all three",
}
HEAD = """# Settings

Settings come, the later over the earlier, from the service's defaults, the YAML file named on its
command line, environment variables (`loxodonta.postgres.max-connections` is
`LOXODONTA_POSTGRES_MAX_CONNECTIONS`) and Java system properties (`-Dloxodonta.…`). A key under `loxodonta` that
no component knows fails the start with the nearest known one. Times are written `500ms`, `10s`, `2m`.
Files to start from: [deploy/config](../deploy/config).

This page is made from the code by [configuration.py](configuration.py).

## Addresses, logs

| key | default | meaning |
| --- | --- | --- |
| `grpc.server.port` | 7700 router, 7710 ingest, 7720 search | gRPC; 0 takes a free port. |
| `micronaut.server.port` | 7701 router, 7711 ingest, 7721 search | HTTP with `/health` and `/prometheus`; −1 takes a free port. |
| `LOXODONTA_LOG_LEVEL` (environment) | `INFO` | Level of Loxodonta's own loggers. |
| `LOXODONTA_LOG_FORMAT` (environment) | `text` | Or `json`; logs go to stderr. |
"""


def kebab(name):
    return re.sub(r"(?<!^)([A-Z])", lambda m: "-" + m.group(1).lower(), name)


def plain(javadoc):
    """Javadoc text as Markdown on one line."""
    text = re.sub(r"\s*\n\s*\*\s?", " ", javadoc).strip().rstrip("*/").strip()
    text = re.sub(r"\{@code\s+([^}]*)\}", r"`\1`", text)
    text = re.sub(r"\{@link\s+([^}]*)\}", lambda m: "`" + m.group(1).split("#")[-1] + "`", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def default_of(text):
    """Splits a Javadoc into the default that it names and the text without it."""
    found = re.search(r"[;.]?\s*\bdefault\b:?\s+(.+?)(?=[;,.](?:\s|$)|$)", text, re.I)
    return found.group(1).strip() if found else None


def components(source, start):
    """The text between the parentheses of a record's header, cut at its commas."""
    depth, parts, begin, at = 0, [], start, start
    while True:
        char = source[at]
        if char in "(<":
            depth += 1
        elif char in ")>":
            if depth == 0:
                parts.append(source[begin:at])
                return [p.strip() for p in parts if p.strip()]
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(source[begin:at])
            begin = at + 1
        at += 1


def entries(source, prefix, records):
    """Yields (key, default, meaning) of a record and of the records in its lists."""
    header = re.search(r"public record \w+\s*\(", source)
    javadoc = re.search(r"/\*\*(.*?)\*/\s*(?:@\w+(?:\([^)]*\))?\s*)*public record", source, re.S).group(1)
    params = dict(re.findall(r"@param (\w+)\s+(.*?)(?=\n \* @param|\n \* @|$)", javadoc, re.S))
    for component in components(source, header.end()):
        if component.startswith("@Parameter"):
            continue
        type_and_name = re.sub(r"@\w+(?:\((?:[^()]|\([^)]*\))*\))?\s*", "", component).split()
        name = type_and_name[-1]
        meaning = plain(params.get(name, ""))
        nested = re.search(r"List<\s*(?:@\w+\s+)*(\w+)>", component)
        if nested and nested.group(1) in records:
            yield f"{prefix}.{kebab(name)}", "", meaning
            yield from entries(records[nested.group(1)], f"{prefix}.{kebab(name)}[i]", records)
            continue
        bound = re.search(r'defaultValue\s*=\s*"([^"]*)"', component)
        default = bound.group(1) if bound else default_of(meaning) or ""
        if "Optional<" in component:
            default = "none"
        if default and not default.startswith("`"):
            default = f"`{default}`" if default != "none" else "none"
        yield f"{prefix}.{kebab(name)}", default, meaning


def page():
    records, roots = {}, {}
    for module in MODULES:
        for file in sorted((ROOT / module).glob("src/main/java/**/*.java")):
            source = file.read_text(encoding="utf-8")
            if re.search(r"^public record", source, re.M):
                records[file.stem] = source
                annotated = re.search(r'@(ConfigurationProperties|EachProperty)\("([^"]+)"\)', source)
                if annotated:
                    each = ".*" if annotated.group(1) == "EachProperty" else ""
                    roots[annotated.group(2) + each] = (file, source)
    lines = [HEAD]
    for prefix in USED_BY:
        file, source = roots.pop(prefix)
        intro = re.search(r"/\*\*(.*?)(?=\n \* @param|\*/)", source, re.S).group(1)
        link = "../" + file.relative_to(ROOT).as_posix()
        lines.append(f"## {prefix}\n\n{plain(intro)} For {USED_BY[prefix]}; [{file.stem}]({link}).\n")
        lines.append("| key | default | meaning |\n| --- | --- | --- |")
        for key, default, meaning in entries(source, prefix, records):
            lines.append(f"| `{key}` | {default} | {meaning[:1].upper()}{meaning[1:]} |")
        lines.append("")
    if roots:
        sys.exit(f"docs/configuration.py does not know who uses {', '.join(roots)}")
    return "\n".join(lines).rstrip() + "\n"


def main():
    written = page()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != written:
            sys.exit("docs/configuration.md is out of date; run python3 docs/configuration.py")
    else:
        PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
