package dev.loxodonta.search.testing;

import dev.loxodonta.postgres.VectorIndexKind;
import dev.loxodonta.search.v1.SearchRequest;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/** A project of a test. */
public record TestProject(SearchStand stand, long id, int slot, int dimensions, String metric) {

  /** Starts a request for it. */
  public SearchRequest.Builder search() {
    return SearchRequest.newBuilder().setProjectId(id);
  }

  /** Puts memories in, past the services. */
  public void insert(List<TestMemory> memories) {
    StringBuilder rows = new StringBuilder();
    for (TestMemory m : memories) {
      rows.append(slot).append('\t').append(id).append('\t').append(m.id()).append('\t');
      rows.append(m.type()).append('\t').append(m.content()).append('\t');
      rows.append(m.metadata()).append('\t');
      rows.append(m.vector() == null ? "\\N" : Vectors.text(m.vector())).append('\t');
      rows.append(java.time.Instant.now().minus(m.age())).append('\n');
    }
    copy(rows.toString());
    execute("VACUUM (ANALYZE) memories_s" + slot);
  }

  /** Removes the memories of this number and above. */
  public void deleteFrom(int number) {
    stand
        .databaseOf(this)
        .execute(
            "DELETE FROM memories WHERE slot = %d AND project_id = %d AND id >= '%s'"
                .formatted(slot, id, TestMemory.id(number)));
  }

  /** Opens a connection to the project's shard as its owner. */
  public Connection connect() throws SQLException {
    return stand.databaseOf(this).connect();
  }

  /** Runs a statement on the project's shard as its owner. */
  public void execute(String sql) {
    stand.databaseOf(this).execute(sql);
    stand.settle();
  }

  /** Builds the indexes of a slot of its own with an index of a kind on the vectors. */
  public void buildIndexes(VectorIndexKind kind) {
    String definition =
        switch (kind) {
          case HNSW -> "hnsw ((embedding::halfvec(%d)) %s)".formatted(dimensions, operatorClass());
          case HNSW_BINARY ->
              "hnsw ((binary_quantize(embedding)::bit(%d)) bit_hamming_ops)".formatted(dimensions);
          case HNSW_PREFIX ->
              "hnsw ((subvector(embedding, 1, %1$d)::halfvec(%1$d)) %2$s)"
                  .formatted(VectorIndexKind.prefix(dimensions), operatorClass());
          case IVFFLAT ->
              "ivfflat ((embedding::halfvec(%d)) %s) WITH (lists = %d)"
                  .formatted(dimensions, operatorClass(), VectorIndexKind.ivfflatLists(count()));
          case DISKANN ->
              "diskann ((embedding::vector(%d)) %s)"
                  .formatted(dimensions, operatorClass().replace("halfvec", "vector"));
        };
    execute(
        "CREATE INDEX %s ON memories_s%d USING %s".formatted(kind.index(slot), slot, definition));
    buildIndexesBesideVectors();
    execute(
        "UPDATE projects SET vector_index = '%s' WHERE project_id = %d".formatted(kind.key(), id));
  }

  private long count() {
    return Long.parseLong(
        String.valueOf(stand.databaseOf(this).execute("SELECT count(*) FROM memories_s" + slot)));
  }

  private void buildIndexesBesideVectors() {
    execute(
        """
        CREATE INDEX memories_s%1$d_text ON memories_s%1$d USING gin (content_tsv);
        CREATE INDEX memories_s%1$d_metadata ON memories_s%1$d USING gin (metadata jsonb_path_ops);
        CREATE INDEX memories_s%1$d_type ON memories_s%1$d (memory_type);
        """
            .formatted(slot));
    execute("ANALYZE memories_s" + slot);
  }

  /** Builds the indexes of a slot of its own, as the router does, and says so. */
  public void buildIndexes() {
    stand.execute(
        """
        SET maintenance_work_mem = '256MB';
        CREATE INDEX memories_s%1$d_hnsw ON memories_s%1$d
          USING hnsw ((embedding::halfvec(%2$d)) %3$s);
        CREATE INDEX memories_s%1$d_text ON memories_s%1$d USING gin (content_tsv);
        CREATE INDEX memories_s%1$d_metadata ON memories_s%1$d USING gin (metadata jsonb_path_ops);
        CREATE INDEX memories_s%1$d_session ON memories_s%1$d (session_id, created_at DESC, id DESC)
          WHERE session_id IS NOT NULL;
        CREATE INDEX memories_s%1$d_type ON memories_s%1$d (memory_type);
        DO $$
        DECLARE
          graph record;
        BEGIN
          FOR graph IN SELECT * FROM loxo_filter_graphs(%1$d, 16) LOOP
            EXECUTE format('CREATE INDEX %%I ON memories_s%1$d '
              'USING hnsw ((embedding::halfvec(%2$d)) %3$s) WHERE %%s', graph.name, graph.predicate);
          END LOOP;
        END $$;
        UPDATE projects SET vector_index = 'hnsw' WHERE project_id = %4$d
        """
            .formatted(slot, dimensions, operatorClass(), id));
    stand.execute("ANALYZE memories_s" + slot);
  }

  private String operatorClass() {
    return switch (metric) {
      case "cosine" -> "halfvec_cosine_ops";
      case "inner_product" -> "halfvec_ip_ops";
      default -> "halfvec_l2_ops";
    };
  }

  private void copy(String rows) {
    try (Connection connection = stand.databaseOf(this).connect()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY memories (slot, project_id, id, memory_type, content, metadata, embedding,"
                  + " created_at) FROM STDIN",
              new StringReader(rows));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
