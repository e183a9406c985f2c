package dev.loxodonta.search.diversity;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.loxodonta.type.v1.Memory;
import java.util.List;
import java.util.Optional;

/** What the memories of a group have in common. */
public sealed interface GroupField {

  /** Returns the memory's value; absent when it has none. */
  Optional<Value> of(Memory memory);

  /** The conversation or run. */
  record Session() implements GroupField {
    @Override
    public Optional<Value> of(Memory memory) {
      return text(memory.getSessionId());
    }
  }

  /** The kind of memory. */
  record MemoryType() implements GroupField {
    @Override
    public Optional<Value> of(Memory memory) {
      return text(memory.getMemoryType());
    }
  }

  /**
   * The value at a key of the metadata.
   *
   * @param levels the names from the outermost on, at least one
   */
  record MetadataValue(List<String> levels) implements GroupField {

    /** Copies the names. */
    public MetadataValue {
      levels = List.copyOf(levels);
    }

    @Override
    public Optional<Value> of(Memory memory) {
      Struct struct = memory.getMetadata();
      for (String level : levels.subList(0, levels.size() - 1)) {
        struct = struct.getFieldsOrDefault(level, Value.getDefaultInstance()).getStructValue();
      }
      return Optional.ofNullable(struct.getFieldsMap().get(levels.getLast()));
    }
  }

  private static Optional<Value> text(String text) {
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(Value.newBuilder().setStringValue(text).build());
  }
}
