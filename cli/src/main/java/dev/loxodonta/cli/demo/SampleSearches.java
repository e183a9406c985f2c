package dev.loxodonta.cli.demo;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.HitPrinter;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Searches the demonstration's projects: a few for the eye, then many for the clock. */
final class SampleSearches {

  private static final List<String> DESCRIPTIONS =
      List.of(
          "a strong feeling of longing for the past",
          "a doctor for sick animals",
          "someone who gives money to help other people",
          "a slow river of ice",
          "not being able to sleep at night",
          "the moon covers the sun");
  private static final List<String> QUESTIONS =
      List.of("what does she like to eat", "how do I restart the printer");
  private static final int SHOWN_HITS = 3;
  private static final int WARM_UP = 100;
  private static final int TIMED = 400;

  private final ClusterClient client;
  private final PrintStream out;

  SampleSearches(ClusterClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /** Shows the best words for some descriptions. */
  void showDictionary(long projectId) {
    DESCRIPTIONS.forEach(text -> show(projectId, text));
  }

  /** Shows the best notes for some questions. */
  void showNotes(long projectId) {
    QUESTIONS.forEach(text -> show(projectId, text));
  }

  /**
   * Runs hybrid searches one after the other, after a warm-up.
   *
   * @param projectIds the projects to search in turn
   */
  Latencies measure(List<Long> projectIds) {
    Latencies latencies = new Latencies();
    for (int i = 0; i < WARM_UP + TIMED; i++) {
      String text = DESCRIPTIONS.get(i % DESCRIPTIONS.size()) + " " + i;
      long started = System.nanoTime();
      SearchResponse response = search(projectIds.get(i % projectIds.size()), text, 10);
      if (i >= WARM_UP) {
        latencies.add(
            Duration.ofNanos(System.nanoTime() - started), response.getReport().getNode());
      }
    }
    return latencies;
  }

  private void show(long projectId, String text) {
    out.printf("%n  \"%s\"%n", text);
    long started = System.nanoTime();
    SearchResponse response = search(projectId, text, SHOWN_HITS);
    new HitPrinter(out).print(response, Duration.ofNanos(System.nanoTime() - started));
  }

  private SearchResponse search(long projectId, String text, int k) {
    return client
        .search()
        .search(SearchRequest.newBuilder().setProjectId(projectId).setText(text).setK(k).build());
  }
}
