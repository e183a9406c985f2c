package dev.loxodonta.search.plan;

import java.util.ArrayList;
import java.util.List;

/** The names of a slot's indexes, as the schema and the router give them. */
final class Indexes {

  private Indexes() {}

  static String text(int slot) {
    return "memories_s" + slot + "_text";
  }

  static List<String> of(VectorAccess access, int slot, String... more) {
    List<String> names = new ArrayList<>();
    switch (access) {
      case VectorAccess.ExactScan scan -> {
        if (scan.covered()) {
          names.add("memories_s" + slot + "_exact");
        }
      }
      case VectorAccess.HnswIndex index -> names.add("memories_s" + slot + "_hnsw");
    }
    names.addAll(List.of(more));
    return List.copyOf(names);
  }
}
