package dev.loxodonta.cli.demo;

import dev.loxodonta.cli.client.ClusterClient;
import dev.loxodonta.cli.client.MemoryFile;
import dev.loxodonta.cli.client.MemoryLoad;
import dev.loxodonta.cli.terminal.Terminal;
import dev.loxodonta.router.v1.GetTopologyRequest;
import dev.loxodonta.router.v1.Operation;
import dev.loxodonta.router.v1.Slot;
import dev.loxodonta.router.v1.Topology;
import dev.loxodonta.topology.SlotHash;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Loads the dictionary and the notes, waits for the dictionary's index, searches both and prints
 * all of it. What is there from an earlier run is used as it is.
 */
public final class Demo {

  private static final long DICTIONARY = 1;
  private static final String GLOSSES = "/dev/loxodonta/cli/wordnet-glosses.jsonl.gz";
  private static final String NOTES = "agent-notes.jsonl";

  private final ClusterClient client;
  private final PrintStream out;
  private final MemoryFile glosses;

  /**
   * Takes what it works with; the connection stays the caller's.
   *
   * @param glosses the dictionary; with some thousands of glosses the router gives it an index
   */
  public Demo(ClusterClient client, PrintStream out, MemoryFile glosses) {
    this.client = client;
    this.out = out;
    this.glosses = glosses;
  }

  /** Returns the demonstration with the glosses that come with it. */
  public static Demo ofWordNet(ClusterClient client, PrintStream out) {
    return new Demo(client, out, MemoryFile.ofResource(Demo.class, GLOSSES));
  }

  /**
   * Runs it to its end.
   *
   * @throws io.grpc.StatusRuntimeException when a service fails
   */
  public void run() {
    DemoProject dictionary = new DemoProject(DICTIONARY, "reverse dictionary", glosses);
    DemoProject notes =
        new DemoProject(
            projectOnAnotherShard(), "agent notes", MemoryFile.ofResource(Demo.class, NOTES));
    load(dictionary);
    load(notes);
    new IndexWatch(client).awaitIsolated(dictionary.id()).ifPresent(this::tell);
    SampleSearches searches = new SampleSearches(client, out);
    out.printf("%nA description, and the words for it:%n");
    searches.showDictionary(dictionary.id());
    out.printf("%nQuestions to an agent's notes, project %d:%n", notes.id());
    searches.showNotes(notes.id());
    tell(searches.measure(List.of(dictionary.id(), notes.id())));
  }

  private void load(DemoProject project) {
    project.ensureLoaded(client).ifPresent(loaded -> tell(project, loaded));
    out.printf(
        Locale.ROOT,
        "Project %d, %s: %,d memories.%n",
        project.id(),
        project.name(),
        project.count(client));
  }

  private void tell(DemoProject project, MemoryLoad.Loaded loaded) {
    out.printf(
        Locale.ROOT,
        "Loaded %,d texts into project %d in %s, embedded on the way: %,.0f per second.%n",
        loaded.memories(),
        project.id(),
        Terminal.format(loaded.duration()),
        loaded.memoriesPerSecond());
  }

  private void tell(Operation isolation) {
    out.printf(
        "Project %d has a slot and indexes of its own now; writes were held for %d ms.%n",
        isolation.getProjectId(), isolation.getWritePauseMillis());
  }

  private void tell(Latencies latencies) {
    out.printf(
        "%n%d hybrid searches one after the other, each text embedded first: p50 %s, p99 %s.%n",
        latencies.count(),
        Terminal.format(latencies.quantile(0.5)),
        Terminal.format(latencies.quantile(0.99)));
    out.printf(
        "Answered by %s.%n",
        latencies.answersByNode().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(node -> node.getKey() + " (" + node.getValue() + ")")
            .collect(Collectors.joining(", ")));
  }

  /** Returns the smallest id whose slot lies on another shard than the dictionary's; 2 for one. */
  private long projectOnAnotherShard() {
    Topology map =
        client.topology().getTopology(GetTopologyRequest.getDefaultInstance()).getTopology();
    int home = shardOf(DICTIONARY, map);
    return LongStream.rangeClosed(DICTIONARY + 1, 1_000)
        .filter(id -> shardOf(id, map) != home)
        .findFirst()
        .orElse(DICTIONARY + 1);
  }

  private static int shardOf(long projectId, Topology map) {
    int slot = SlotHash.slotOf(projectId, map.getSlotCount());
    return map.getSlotsList().stream()
        .filter(candidate -> candidate.getSlot() == slot)
        .mapToInt(Slot::getShardId)
        .findFirst()
        .orElse(0);
  }
}
