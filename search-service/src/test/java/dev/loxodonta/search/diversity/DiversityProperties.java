package dev.loxodonta.search.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DiversityProperties {

  private record Item(int number, double score, List<Float> direction) {
    float[] vector() {
      float[] vector = new float[direction.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = direction.get(i);
      }
      return vector;
    }
  }

  @Property(tries = 300)
  void relevanceAlone_isThePlainOrder(
      @ForAll("items") List<Item> items, @ForAll @IntRange(min = 1, max = 30) int k) {
    assertThat(pick(items, 1, k)).isEqualTo(items.subList(0, Math.min(k, items.size())));
  }

  @Property(tries = 300)
  void picked_areDifferentCandidatesWithTheBestFirst(
      @ForAll("items") List<Item> items,
      @ForAll @DoubleRange(min = 0, max = 1) double lambda,
      @ForAll @IntRange(min = 1, max = 30) int k) {
    List<Item> picked = pick(items, lambda, k);
    assertThat(picked).hasSize(Math.min(k, items.size())).doesNotHaveDuplicates();
    assertThat(items).containsAll(picked);
    if (lambda > 0 && !items.isEmpty()) {
      assertThat(picked.get(0)).isEqualTo(items.get(0));
    }
  }

  @Property(tries = 200)
  void eachPick_hasTheGreatestMarginalRelevance(
      @ForAll("items") List<Item> items, @ForAll @DoubleRange(min = 0, max = 1) double lambda) {
    List<Item> picked = pick(items, lambda, 5);
    for (int i = 1; i < picked.size(); i++) {
      List<Item> before = picked.subList(0, i);
      double value = value(items, picked.get(i), before, lambda);
      for (Item other : items) {
        if (!before.contains(other)) {
          assertThat(value(items, other, before, lambda)).isLessThanOrEqualTo(value + 1e-5);
        }
      }
    }
  }

  @Property(tries = 300)
  void groups_areNeverLargerNorMoreThanAskedFor(
      @ForAll List<@IntRange(max = 12) Integer> keys,
      @ForAll @IntRange(min = 1, max = 10) int count,
      @ForAll @IntRange(min = 1, max = 5) int size) {
    Groups<Integer, Integer> groups = groups(keys, count, size);
    assertThat(groups.groups()).hasSize(Math.min(count, new HashSet<>(keys).size()));
    assertThat(groups.groups().values()).allSatisfy(g -> assertThat(g).hasSizeBetween(1, size));
  }

  @Property(tries = 300)
  void groups_holdTheirBestInOrder(
      @ForAll List<@IntRange(max = 12) Integer> keys,
      @ForAll @IntRange(min = 1, max = 10) int count,
      @ForAll @IntRange(min = 1, max = 5) int size) {
    Groups<Integer, Integer> groups = groups(keys, count, size);
    assertThat(groups.groups().keySet())
        .containsExactlyElementsOf(keys.stream().distinct().limit(count).toList());
    groups
        .groups()
        .forEach(
            (key, members) ->
                assertThat(members)
                    .isEqualTo(
                        places(keys).stream()
                            .filter(i -> keys.get(i).equals(key))
                            .limit(size)
                            .toList()));
    assertThat(groups.full())
        .isEqualTo(
            groups.groups().size() == count
                && groups.groups().values().stream().allMatch(g -> g.size() == size));
  }

  @Provide
  Arbitrary<List<Item>> items() {
    Arbitrary<List<Float>> direction =
        Arbitraries.floats().between(-1, 1).list().ofSize(5).injectDuplicates(0.2);
    return Combinators.combine(Arbitraries.doubles().between(-2, 2), direction.injectNull(0.1))
        .as((score, vector) -> new Item(0, score, vector == null ? List.of() : vector))
        .list()
        .ofMaxSize(25)
        .map(DiversityProperties::numbered);
  }

  private static List<Item> numbered(List<Item> items) {
    List<Item> sorted = new ArrayList<>(items);
    sorted.sort((a, b) -> Double.compare(b.score(), a.score()));
    List<Item> numbered = new ArrayList<>();
    for (Item item : sorted) {
      numbered.add(new Item(numbered.size(), item.score(), item.direction()));
    }
    return numbered;
  }

  private static List<Item> pick(List<Item> items, double lambda, int k) {
    return MaximalMarginalRelevance.pick(items, Item::score, Item::vector, lambda, k);
  }

  private static double value(List<Item> all, Item item, List<Item> before, double lambda) {
    double max = all.get(0).score();
    double min = all.getLast().score();
    double relevance = max > min ? (item.score() - min) / (max - min) : 1;
    double nearest =
        before.stream().mapToDouble(b -> cosine(b.vector(), item.vector())).max().orElse(0);
    return lambda * relevance - (1 - lambda) * Math.max(0, nearest);
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
  }

  private static Groups<Integer, Integer> groups(List<Integer> keys, int count, int size) {
    return Groups.of(places(keys), keys::get, count, size);
  }

  private static List<Integer> places(List<Integer> keys) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      places.add(i);
    }
    return places;
  }
}
