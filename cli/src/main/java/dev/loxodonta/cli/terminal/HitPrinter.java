package dev.loxodonta.cli.terminal;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.search.v1.Hit;
import dev.loxodonta.search.v1.SearchExplanation;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.search.v1.SearchReport;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Memory;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints what a search found, a line per hit. */
public final class HitPrinter {

  private static final int CONTENT_WIDTH = 90;
  private static final List<String> TITLE_KEYS = List.of("lemma", "title", "name");

  private final PrintStream out;

  /** Takes where to print. */
  public HitPrinter(PrintStream out) {
    this.out = out;
  }

  /** Prints the hits and, below them, how they were found. */
  public void print(SearchResponse response, Duration duration) {
    int rank = 1;
    for (Hit hit : response.getHitsList()) {
      out.println(line(rank++, hit));
    }
    out.println("    " + summary(response.getHitsCount(), response.getReport(), duration));
  }

  /** Prints the hits of several projects and, below them, what was looked at. */
  public void print(SearchProjectsResponse response, Duration duration) {
    int rank = 1;
    for (Hit hit : response.getHitsList()) {
      out.println(line(rank++, hit) + "  [project " + hit.getProjectId() + "]");
    }
    out.printf(
        "    %d of %d projects on %d shards answered, in %s%n",
        response.getCoverage().getProjectsAnswered(),
        response.getCoverage().getProjectsAsked(),
        response.getCoverage().getShardsAsked(),
        Terminal.format(duration));
  }

  /** Prints the statement, PostgreSQL's plan and why it was chosen. */
  public void print(SearchExplanation explanation) {
    out.printf(
        "%n%s%n%n%s%n%n%s%n",
        explanation.getChoice(), explanation.getSql(), explanation.getPostgresPlan());
  }

  private static String line(int rank, Hit hit) {
    Memory memory = hit.getMemory();
    String what =
        title(memory.getMetadata())
            .map(title -> title + ": " + memory.getContent())
            .orElse(memory.getContent());
    return String.format(
        Locale.ROOT, "%4d. %.3f  %s", rank, hit.getScore(), Terminal.shorten(what, CONTENT_WIDTH));
  }

  private static Optional<String> title(Struct metadata) {
    return TITLE_KEYS.stream()
        .map(key -> metadata.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue())
        .filter(title -> !title.isEmpty())
        .findFirst();
  }

  private static String summary(int hits, SearchReport report, Duration duration) {
    String summary =
        "%d %s in %s from %s by %s"
            .formatted(
                hits,
                hits == 1 ? "hit" : "hits",
                Terminal.format(duration),
                report.getNode(),
                report.getPlan());
    return report.getComplete() ? summary : summary + "; " + report.getIncompleteReason();
  }
}
