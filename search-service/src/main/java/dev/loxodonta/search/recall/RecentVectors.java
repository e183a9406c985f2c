package dev.loxodonta.search.recall;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Some vectors of the last approximate searches of each project, to measure with what is really
 * asked. One search in eight is kept, the last hundred of a project, for the thousand projects that
 * were searched last. Thread-safe.
 */
@Singleton
public final class RecentVectors {

  private static final int PROJECTS = 1_000;
  private static final int KEPT = 100;
  private static final int ONE_IN = 8;

  private final Cache<Long, ArrayDeque<float[]>> vectors =
      Caffeine.newBuilder().maximumSize(PROJECTS).build();

  /** Takes the vector of a search, or lets it go. */
  public void add(long projectId, float[] vector) {
    if (ThreadLocalRandom.current().nextInt(ONE_IN) == 0) {
      keep(projectId, vector);
    }
  }

  /** Returns at most so many, the last ones, of so many dimensions. */
  List<List<Float>> last(long projectId, int count) {
    ArrayDeque<float[]> kept = vectors.getIfPresent(projectId);
    List<List<Float>> last = new ArrayList<>();
    if (kept != null) {
      synchronized (kept) {
        kept.stream().limit(count).forEach(v -> last.add(boxed(v)));
      }
    }
    return last;
  }

  /** Forgets a project's: they may be of a space that it no longer has. */
  void forget(long projectId) {
    vectors.invalidate(projectId);
  }

  void keep(long projectId, float[] vector) {
    ArrayDeque<float[]> kept = vectors.get(projectId, id -> new ArrayDeque<>());
    synchronized (kept) {
      kept.addFirst(vector);
      if (kept.size() > KEPT) {
        kept.removeLast();
      }
    }
  }

  private static List<Float> boxed(float[] vector) {
    List<Float> list = new ArrayList<>(vector.length);
    for (float value : vector) {
      list.add(value);
    }
    return list;
  }
}
