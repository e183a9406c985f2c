package dev.loxodonta.search.passage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import dev.loxodonta.search.passage.Packing.Packed;
import dev.loxodonta.search.passage.Passage.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PassagePackerProperties {

  private static final Comparator<Passage> BEST_FIRST =
      Comparator.comparingDouble((Passage p) -> p.score().score()).reversed();

  /** Three documents of up to twelve chunks, some of which were found. */
  private record Scene(List<ChunkText> texts, List<FoundChunk> found) {

    static Scene of(long seed) {
      Random random = new Random(seed);
      List<ChunkText> texts = new ArrayList<>();
      List<FoundChunk> found = new ArrayList<>();
      for (int document = 0; document < 3; document++) {
        UUID id = new UUID(1, document);
        DocumentInfo info = new DocumentInfo(id, "", "", "", Struct.getDefaultInstance());
        int chunks = 1 + random.nextInt(12);
        for (int i = 0; i < chunks; i++) {
          int words = 1 + random.nextInt(5);
          UUID chunkId = new UUID(random.nextLong(), i);
          ChunkText text =
              new ChunkText(
                  chunkId, new Place(id, i), "w ".repeat(words).strip(), words, info.metadata());
          texts.add(text);
          if (random.nextInt(3) == 0) {
            double score = random.nextInt(20) / 20.0;
            found.add(
                new FoundChunk(text, new ChunkScore(score, score, Double.NaN, Double.NaN), info));
          }
        }
      }
      return new Scene(texts, found);
    }

    Packed<Passage> pack(int window, boolean grouped, OptionalInt budget) {
      return PassagePacker.pack(found, texts, new Packing(window, grouped, budget));
    }
  }

  @Property(tries = 1_000)
  void tokens_areNeverMoreThanTheBudget(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int window,
      @ForAll boolean grouped,
      @ForAll @IntRange(min = 1, max = 80) int budget) {
    List<Passage> passages =
        Scene.of(seed).pack(window, grouped, OptionalInt.of(budget)).passages();
    assertThat(passages.stream().mapToInt(Passage::tokenCount).sum()).isLessThanOrEqualTo(budget);
    assertThat(parts(passages).stream().mapToInt(p -> p.chunk().tokenCount()).sum())
        .isLessThanOrEqualTo(budget);
  }

  @Property(tries = 1_000)
  void chunks_comeOnceAndThoseThatTouchTogether(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int window,
      @ForAll boolean grouped,
      @ForAll @IntRange(min = 1, max = 80) int budget) {
    List<Passage> passages =
        Scene.of(seed).pack(window, grouped, OptionalInt.of(budget)).passages();
    Set<Place> taken = new HashSet<>();
    parts(passages).forEach(p -> assertThat(taken.add(p.chunk().place())).isTrue());
    for (Passage passage : passages) {
      Place first = passage.parts().getFirst().chunk().place();
      Place last = passage.parts().getLast().chunk().place();
      assertThat(last.index() - first.index()).isEqualTo(passage.parts().size() - 1);
      assertThat(taken).doesNotContain(first.at(first.index() - 1), last.at(last.index() + 1));
      assertThat(passage.parts()).anyMatch(p -> p.score().isPresent());
    }
  }

  @Property(tries = 1_000)
  void windows_areWholeWithoutABudget(
      @ForAll long seed, @ForAll @IntRange(max = 4) int window, @ForAll boolean grouped) {
    Scene scene = Scene.of(seed);
    Packed<Passage> packed = scene.pack(window, grouped, OptionalInt.empty());
    Set<Place> there = new HashSet<>();
    scene.texts().forEach(t -> there.add(t.place()));
    Set<Place> wanted = new HashSet<>();
    for (FoundChunk chunk : scene.found()) {
      Place place = chunk.chunk().place();
      IntStream.rangeClosed(place.index() - window, place.index() + window)
          .mapToObj(place::at)
          .filter(there::contains)
          .forEach(wanted::add);
    }
    assertThat(packed.leftOut()).isZero();
    assertThat(parts(packed.passages()).stream().map(p -> p.chunk().place()).toList())
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Property(tries = 1_000)
  void passages_areInOrder(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int window,
      @ForAll @IntRange(min = 1, max = 80) int budget) {
    Scene scene = Scene.of(seed);
    assertThat(scene.pack(window, false, OptionalInt.of(budget)).passages())
        .isSortedAccordingTo(BEST_FIRST);
    List<Passage> grouped = scene.pack(window, true, OptionalInt.of(budget)).passages();
    Set<UUID> seen = new HashSet<>();
    for (int i = 0; i < grouped.size(); i++) {
      UUID document = grouped.get(i).document().id();
      boolean goesOn = i > 0 && grouped.get(i - 1).document().id().equals(document);
      assertThat(goesOn || seen.add(document)).isTrue();
      if (goesOn) {
        assertThat(grouped.get(i).parts().getFirst().chunk().place().index())
            .isGreaterThan(grouped.get(i - 1).parts().getLast().chunk().place().index() + 1);
      }
    }
  }

  @Property(tries = 500)
  void best_isTakenWhereItFits(@ForAll long seed, @ForAll @IntRange(min = 5, max = 80) int budget) {
    Scene scene = Scene.of(seed);
    scene.found().stream()
        .min(FoundChunk.BEST_FIRST)
        .ifPresent(
            best ->
                assertThat(parts(scene.pack(2, false, OptionalInt.of(budget)).passages()))
                    .anyMatch(p -> p.chunk().equals(best.chunk())));
  }

  private static List<Part> parts(List<Passage> passages) {
    return passages.stream().flatMap(p -> p.parts().stream()).toList();
  }
}
