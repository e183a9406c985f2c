package dev.loxodonta.search.recall;

import java.util.List;
import java.util.stream.Stream;

/**
 * The vectors that a measurement searches near to.
 *
 * @param live those of earlier searches
 * @param drawn those of memories
 */
record SampleVectors(List<List<Float>> live, List<List<Float>> drawn) {

  List<List<Float>> all() {
    return Stream.concat(live.stream(), drawn.stream()).toList();
  }
}
