package dev.loxodonta.search.select;

import dev.loxodonta.topology.NodeRole;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects the rows of one execution: the frame from the first, a hit from each that has one. */
final class AnswerBuilder<R> {

  private final Function<Readable, R> mapper;
  private final List<R> rows = new ArrayList<>();
  private boolean framed;
  private long epoch = Answer.NO_SLOT;
  private NodeRole role = NodeRole.UNKNOWN;
  private long lsn;

  AnswerBuilder(Function<Readable, R> mapper) {
    this.mapper = mapper;
  }

  boolean add(Readable row) {
    if (!framed) {
      frame(row);
      framed = true;
    }
    boolean hit = row.get(Frame.COLUMNS) != null;
    if (hit) {
      rows.add(mapper.apply(row));
    }
    return hit;
  }

  Answer<R> build() {
    return new Answer<>(epoch, role, lsn, List.copyOf(rows));
  }

  private void frame(Readable row) {
    Long seen = row.get(Frame.EPOCH, Long.class);
    epoch = seen == null ? Answer.NO_SLOT : seen;
    boolean recovering = Boolean.TRUE.equals(row.get(Frame.RECOVERING, Boolean.class));
    role = recovering ? NodeRole.REPLICA : NodeRole.PRIMARY;
    lsn = MemoryMapper.present(row.get(Frame.LSN, Long.class));
  }
}
