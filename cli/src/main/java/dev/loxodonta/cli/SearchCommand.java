package dev.loxodonta.cli;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.terminal.HitPrinter;
import dev.loxodonta.search.v1.SearchMode;
import dev.loxodonta.search.v1.SearchProjectsRequest;
import dev.loxodonta.search.v1.SearchProjectsResponse;
import dev.loxodonta.search.v1.SearchRequest;
import dev.loxodonta.search.v1.SearchResponse;
import dev.loxodonta.type.v1.Filter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches a project. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "Search a project and print the hits, best first.")
final class SearchCommand implements Callable<Integer> {

  /** The modes, as they are typed. */
  enum Mode {
    SEMANTIC(SearchMode.SEARCH_MODE_SEMANTIC),
    TEXT(SearchMode.SEARCH_MODE_TEXT),
    HYBRID(SearchMode.SEARCH_MODE_HYBRID);

    private final SearchMode contract;

    Mode(SearchMode contract) {
      this.contract = contract;
    }
  }

  @Mixin AddressOption server = new AddressOption();

  @Parameters(index = "0", paramLabel = "TEXT", description = "The question or the words.")
  String text = "";

  @Option(
      names = "--project",
      paramLabel = "ID",
      defaultValue = "1",
      description = "The project. Default: ${DEFAULT-VALUE}.")
  long project;

  @Option(
      names = "--projects",
      split = ",",
      paramLabel = "ID",
      description = "Search these projects together, in the place of --project.")
  List<Long> projects = List.of();

  @Option(
      names = "--k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many hits, 1 to 1,000. Default: ${DEFAULT-VALUE}.")
  int k;

  @Option(
      names = "--mode",
      defaultValue = "hybrid",
      description = "${COMPLETION-CANDIDATES}, in any case. Default: ${DEFAULT-VALUE}.")
  Mode mode = Mode.HYBRID;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Look only at memories of this type; may be given more than once.")
  List<String> types = List.of();

  @Option(names = "--explain", description = "Show the plan that PostgreSQL used.")
  boolean explain;

  @Override
  public Integer call() {
    try (ClusterClient client = server.connect()) {
      long started = System.nanoTime();
      if (!projects.isEmpty()) {
        SearchProjectsResponse found = client.search().searchProjects(requestForAll());
        new HitPrinter(System.out).print(found, Duration.ofNanos(System.nanoTime() - started));
        return 0;
      }
      SearchResponse response = client.search().search(request());
      HitPrinter printer = new HitPrinter(System.out);
      printer.print(response, Duration.ofNanos(System.nanoTime() - started));
      if (explain) {
        printer.print(response.getExplanation());
      }
      return 0;
    }
  }

  private SearchProjectsRequest requestForAll() {
    return SearchProjectsRequest.newBuilder()
        .addAllProjectIds(projects)
        .setText(text)
        .setK(k)
        .setMode(mode.contract)
        .setFilter(Filter.newBuilder().addAllMemoryTypes(types))
        .build();
  }

  private SearchRequest request() {
    return SearchRequest.newBuilder()
        .setProjectId(project)
        .setText(text)
        .setK(k)
        .setMode(mode.contract)
        .setFilter(Filter.newBuilder().addAllMemoryTypes(types))
        .setExplain(explain)
        .build();
  }
}
