package dev.loxodonta.search.passage;

import dev.loxodonta.embedding.TokenEstimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Packs chunks with their neighbours into a budget, best first. A chunk is taken with as many
 * neighbours on either side as are wanted and as fit; what another window took before costs nothing
 * again. Chunks that follow one another make one run, whichever windows they came with. For one
 * retrieval and one thread.
 */
final class WindowPacker {

  private final Map<Place, ChunkText> texts = new HashMap<>();
  private final Map<UUID, TreeMap<Integer, ChunkText>> taken = new LinkedHashMap<>();
  private final Map<Place, FoundChunk> found = new HashMap<>();
  private final int window;
  private final TokenPurse purse;
  private int leftOut;

  /**
   * Starts a packing.
   *
   * @param texts all chunks that may be taken
   * @param window how many neighbours on either side, from 0
   * @param budget tokens in all; absent means no limit
   */
  WindowPacker(List<ChunkText> texts, int window, OptionalInt budget) {
    texts.forEach(text -> this.texts.put(text.place(), text));
    this.window = window;
    this.purse = new TokenPurse(budget);
  }

  /** Takes a chunk that was found, with its neighbours. To be called best first. */
  void add(FoundChunk chunk) {
    boolean fits = IntStream.iterate(window, n -> n >= 0, n -> n - 1).anyMatch(n -> take(chunk, n));
    if (fits) {
      found.put(chunk.chunk().place(), chunk);
    } else {
      leftOut++;
    }
  }

  /** Returns how many chunks did not fit. */
  int leftOut() {
    return leftOut;
  }

  /** Returns the runs, best first. */
  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    taken.values().forEach(document -> addRuns(document, runs));
    runs.sort((a, b) -> FoundChunk.BEST_FIRST.compare(a.best(), b.best()));
    return runs;
  }

  private boolean take(FoundChunk chunk, int neighbours) {
    Place place = chunk.chunk().place();
    TreeMap<Integer, ChunkText> document =
        taken.computeIfAbsent(place.documentId(), id -> new TreeMap<>());
    List<ChunkText> fresh =
        IntStream.rangeClosed(place.index() - neighbours, place.index() + neighbours)
            .filter(index -> !document.containsKey(index))
            .mapToObj(index -> texts.get(place.at(index)))
            .filter(text -> text != null)
            .toList();
    boolean fits = purse.spend(fresh.stream().mapToLong(WindowPacker::cost).sum());
    if (fits) {
      fresh.forEach(text -> document.put(text.place().index(), text));
    }
    return fits;
  }

  /** The same figure that the passage has, whatever was stored. */
  private static long cost(ChunkText text) {
    return TokenEstimate.of(text.content());
  }

  private void addRuns(TreeMap<Integer, ChunkText> document, List<Run> runs) {
    List<ChunkText> run = new ArrayList<>();
    for (ChunkText text : document.values()) {
      if (!run.isEmpty() && text.place().index() > run.getLast().place().index() + 1) {
        runs.add(toRun(run));
        run = new ArrayList<>();
      }
      run.add(text);
    }
    if (!run.isEmpty()) {
      runs.add(toRun(run));
    }
  }

  private Run toRun(List<ChunkText> run) {
    return new Run(
        run,
        run.stream()
            .flatMap(text -> Stream.ofNullable(found.get(text.place())))
            .min(FoundChunk.BEST_FIRST)
            .orElseThrow());
  }
}
