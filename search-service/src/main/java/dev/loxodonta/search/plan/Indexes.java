package dev.loxodonta.search.plan;

import java.util.ArrayList;
import java.util.List;

/** The names of a slot's indexes, as the schema and the router give them. */
final class Indexes {

  private Indexes() {}

  static String of(int slot, String name) {
    return "memories_s" + slot + "_" + name;
  }

  static List<String> of(VectorAccess access, int slot, String... more) {
    List<String> names = new ArrayList<>();
    switch (access) {
      case VectorAccess.ExactScan scan -> {
        if (scan.covered()) {
          names.add(of(slot, "exact"));
        }
      }
      case VectorAccess.FilteredScan scan -> names.addAll(scan.indexes());
      case VectorAccess.HnswIndex index ->
          names.add(index.part().map(p -> p.graph().index()).orElse(of(slot, "hnsw")));
      case VectorAccess.OtherIndex index -> names.add(index.kind().index(slot));
    }
    names.addAll(List.of(more));
    return List.copyOf(names);
  }
}
