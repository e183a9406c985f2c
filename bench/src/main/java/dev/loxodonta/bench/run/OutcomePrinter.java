package dev.loxodonta.bench.run;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes outcomes for people and for programs. */
final class OutcomePrinter {

  private static final String LINE = "%-14s %9s  %-8s %-8s  %-26s %-26s %-17s %s%n";

  private OutcomePrinter() {}

  static void printHead(PrintStream out) {
    out.printf(
        LINE, "row", "figure", "bar", "verdict", "plain SQL", "Loxodonta", "recall", "remark");
  }

  static void print(PrintStream out, Outcome outcome) {
    String figure =
        outcome.figure().isPresent()
            ? String.format(Locale.ROOT, "%.3f", outcome.figure().getAsDouble())
            : "n/a";
    out.printf(
        LINE,
        outcome.row(),
        figure,
        outcome.bar(),
        outcome.verdict(),
        outcome.raw(),
        outcome.service(),
        outcome.recall(),
        outcome.remark());
  }

  /** Writes one JSON object per line. */
  static void write(Path file, List<Outcome> outcomes) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Outcome outcome : outcomes) {
      lines
          .append(JsonFormat.printer().omittingInsignificantWhitespace().print(toJson(outcome)))
          .append('\n');
    }
    Files.writeString(file, lines);
  }

  private static Struct toJson(Outcome outcome) {
    Struct.Builder json = Struct.newBuilder().putFields("row", text(outcome.row()));
    outcome
        .figure()
        .ifPresent(f -> json.putFields("figure", Value.newBuilder().setNumberValue(f).build()));
    return json.putFields("bar", text(outcome.bar().toString()))
        .putFields("verdict", text(outcome.verdict()))
        .putFields("raw", text(outcome.raw()))
        .putFields("service", text(outcome.service()))
        .putFields("recall", text(outcome.recall()))
        .putFields("remark", text(outcome.remark()))
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
