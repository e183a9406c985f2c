package dev.loxodonta.bench.data;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Condition;
import dev.loxodonta.type.v1.Filter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which of n rows belong to the filters of known selectivity. Each row gets a rank by chance and a
 * rank by its place in the space; a filter of s percent keeps the rows whose rank is below s
 * percent of n, at least one. Membership stands in the row's metadata as {@code "chance12": true}
 * and is absent otherwise. Immutable.
 */
public final class Selections {

  /** The percentages, from the widest to the narrowest. */
  public static final List<Double> PERCENTAGES = List.of(50.0, 12.0, 10.0, 3.0, 1.0, 0.1, 0.01);

  /** How rows were chosen. */
  public enum Kind {
    /** Independently of the vector. */
    CHANCE,
    /** One region of the space, so that most queries lie far from all of it. */
    REGION
  }

  private final int[] chanceRanks;
  private final int[] regionRanks;

  /** Ranks vectors. */
  public Selections(float[][] vectors, long seed) {
    Random random = new Random(seed);
    double[] draws = random.doubles(vectors.length).toArray();
    float[] direction = new float[vectors[0].length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) random.nextGaussian();
    }
    double[] places = new double[vectors.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = -ClusteredVectors.dot(vectors[i], direction);
    }
    chanceRanks = ranks(draws);
    regionRanks = ranks(places);
  }

  private static int[] ranks(double[] keys) {
    int[] ranks = new int[keys.length];
    int[] order =
        IntStream.range(0, keys.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> keys[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int rank = 0; rank < order.length; rank++) {
      ranks[order[rank]] = rank;
    }
    return ranks;
  }

  /** Returns how many rows a filter keeps. */
  public int size(double percent) {
    return Math.max(1, (int) Math.round(chanceRanks.length * percent / 100));
  }

  /** Returns whether a filter keeps a row. */
  public boolean contains(Kind kind, double percent, int row) {
    int[] ranks = kind == Kind.CHANCE ? chanceRanks : regionRanks;
    return ranks[row] < size(percent);
  }

  /** Returns the metadata of a row. */
  public Struct metadata(int row) {
    Struct.Builder metadata = Struct.newBuilder();
    for (Kind kind : Kind.values()) {
      for (double percent : PERCENTAGES) {
        if (contains(kind, percent, row)) {
          metadata.putFields(key(kind, percent), truth());
        }
      }
    }
    return metadata.build();
  }

  /** Returns a filter for a search. */
  public static Filter filter(Kind kind, double percent) {
    Condition.Equals equals =
        Condition.Equals.newBuilder().setKey(key(kind, percent)).setValue(truth()).build();
    return Filter.newBuilder().setMetadata(Condition.newBuilder().setEquals(equals)).build();
  }

  /** Returns the metadata key of a filter, as {@code chance0_1}. */
  public static String key(Kind kind, double percent) {
    String number = percent % 1 == 0 ? Long.toString((long) percent) : Double.toString(percent);
    return kind.name().toLowerCase(Locale.ROOT) + number.replace('.', '_');
  }

  private static Value truth() {
    return Value.newBuilder().setBoolValue(true).build();
  }
}
