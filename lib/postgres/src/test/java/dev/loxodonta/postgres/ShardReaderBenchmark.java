package dev.loxodonta.postgres;

import com.sun.management.OperatingSystemMXBean;
import dev.loxodonta.topology.ReadNeed;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What {@link ShardReader} and {@link ShardWriter} cost beside the bare driver, and what it costs
 * to write vectors as one array. Prints CPU time and allocation of this process per call; not run
 * by the build. Start it with the test class path; the first rounds are the warm-up.
 */
final class ShardReaderBenchmark {

  private static final int CALLS = 20_000;
  private static final int ROUNDS = 5;

  private ShardReaderBenchmark() {}

  public static void main(String[] args) {
    try (TestShard shard = TestShard.shared();
        TestServices services = new TestServices(shard)) {
      services.startProbe();
      reads(services);
      arrays(services);
    }
  }

  private static void reads(TestServices services) {
    PostgresqlConnection bare =
        NodeCalls.unwrap(
            services.pools.readers(services.replica()).connect().blockOptional().orElseThrow());
    for (int round = 0; round < ROUNDS; round++) {
      print("bare driver", CALLS, 1, () -> one(bare));
      print(
          "pool",
          CALLS,
          1,
          () -> services.calls.read(services.replica(), c -> one(NodeCalls.unwrap(c))));
      print(
          "ShardReader",
          CALLS,
          1,
          () -> services.reader.read(services.shard(), ReadNeed.DEFAULT, s -> one(s.connection())));
      print(
          "ShardReader, 3 at once",
          CALLS,
          3,
          () -> services.reader.read(services.shard(), ReadNeed.DEFAULT, s -> one(s.connection())));
      print("ProjectDirectory", CALLS, 1, () -> services.directory.find(1));
      print("ShardWriter", CALLS / 10, 1, () -> services.writer.write(1, s -> one(s.connection())));
    }
  }

  private static void arrays(TestServices services) {
    @Nullable Halfvec[] vectors = new Halfvec[1_000];
    String[] texts = new String[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      float[] values = new float[768];
      for (int d = 0; d < values.length; d++) {
        values[d] = (float) Math.sin(i * 768 + d);
      }
      vectors[i] = new Halfvec(values);
      texts[i] = Arrays.toString(values).replace(" ", "");
    }
    for (int round = 0; round < ROUNDS; round++) {
      print("1,000 x 768 as halfvec[]", 10, 1, () -> insert(services, "$2::halfvec[]", vectors));
      print("1,000 x 768 as text[]", 10, 1, () -> insert(services, "$2::text[]::halfvec[]", texts));
    }
  }

  private static Mono<?> insert(TestServices services, String parameter, Object array) {
    return services.writer.write(
        1,
        s ->
            s.connection()
                .createStatement(
                    "INSERT INTO memories (slot, project_id, id, content, embedding)"
                        + " SELECT 5, $1, gen_random_uuid(), 'x', v FROM unnest("
                        + parameter
                        + ") v")
                .bind("$1", 1L)
                .bind("$2", array)
                .execute()
                .concatMap(r -> r.getRowsUpdated())
                .single());
  }

  private static Mono<Integer> one(PostgresqlConnection connection) {
    return connection
        .createStatement("SELECT $1::int4")
        .bind("$1", 1)
        .execute()
        .concatMap(r -> r.map(row -> row.get(0, Integer.class)))
        .single();
  }

  private static void print(String what, int calls, int atOnce, Supplier<Mono<?>> call) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long cpu = system.getProcessCpuTime();
    long bytes = threads.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    Flux.range(0, calls).flatMap(i -> call.get(), atOnce).blockLast();
    System.out.printf(
        "%-26s %9.1f us CPU %9.1f us %9.1f KB per call%n",
        what,
        (system.getProcessCpuTime() - cpu) / 1e3 / calls,
        (System.nanoTime() - start) / 1e3 / calls,
        (threads.getTotalThreadAllocatedBytes() - bytes) / 1024.0 / calls);
  }
}
