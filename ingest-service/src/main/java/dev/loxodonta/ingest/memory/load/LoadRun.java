package dev.loxodonta.ingest.memory.load;

import dev.loxodonta.ingest.memory.draft.DraftEmbedder;
import dev.loxodonta.ingest.memory.draft.MemoryChecks;
import dev.loxodonta.ingest.memory.draft.MemoryDraft;
import dev.loxodonta.ingest.memory.draft.Space;
import dev.loxodonta.ingest.memory.statement.CopyMemories;
import dev.loxodonta.ingest.memory.statement.CopyRows;
import dev.loxodonta.ingest.v1.LoadMemoriesRequest;
import dev.loxodonta.postgres.Project;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.service.error.ServiceException;
import dev.loxodonta.type.v1.Memory;
import dev.loxodonta.type.v1.VectorState;
import io.netty.buffer.ByteBuf;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One load: checks and embeds the caller's messages in their order and copies them. Runs once: the
 * messages cannot be asked for again, so a failure ends the load.
 */
final class LoadRun {

  private static final int MAX_MEMORIES = 1_000;

  private final Project project;
  private final Space space;
  private final DraftEmbedder embedder;
  private final Flux<LoadMemoriesRequest> messages;
  private final int bufferBytes;
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean started;
  private volatile long loaded;
  private volatile long vectors;
  private volatile long messageCount;
  private volatile long waitingSinceNanos = System.nanoTime();

  LoadRun(
      Project project,
      DraftEmbedder embedder,
      Flux<LoadMemoriesRequest> messages,
      int bufferBytes) {
    this.project = project;
    this.space = embedder.space(project);
    this.embedder = embedder;
    this.messages = messages;
    this.bufferBytes = bufferBytes;
  }

  /** Returns how many memories were packed for PostgreSQL so far. */
  long loaded() {
    return loaded;
  }

  /** Returns how many of them have a vector. */
  long vectors() {
    return vectors;
  }

  /** Returns how long the caller has sent nothing although it could; zero while there is work. */
  Duration silence() {
    long since = waitingSinceNanos;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  /** Copies everything and returns how many rows PostgreSQL took. */
  Mono<Long> copy(WriteSession session) {
    if (started) {
      return Mono.error(firstFailure());
    }
    started = true;
    return CopyMemories.rows(session)
        .flatMap(rows -> copy(session, rows))
        .onErrorMap(e -> keep(LoadFailures.translate(e, project.projectId())));
  }

  /**
   * Returns why the load failed, when that is known better than by what the writer says; what the
   * driver says of a broken connection the writer has translated.
   */
  Throwable reason(Throwable said) {
    Throwable first = failure.get();
    return first == null || first instanceof R2dbcException ? said : first;
  }

  private Mono<Long> copy(WriteSession session, CopyRows rows) {
    Flux<ByteBuf> buffers =
        new CopyFeed(rows, bufferBytes)
            .buffers(messages.concatMap(this::drafts, 1))
            .doOnError(this::keep)
            .takeUntilOther(ended.asMono());
    // The connection takes no other statement, not even the rollback, before its input has ended.
    return CopyMemories.run(session, buffers).doFinally(end -> ended.tryEmitEmpty());
  }

  private Mono<List<MemoryDraft>> drafts(LoadMemoriesRequest message) {
    waitingSinceNanos = 0;
    List<MemoryDraft> drafts = check(message);
    return embedder.embed(project, drafts).doOnNext(this::passed);
  }

  private void passed(List<MemoryDraft> drafts) {
    loaded += drafts.size();
    vectors += drafts.stream().filter(d -> d.embedding() != null).count();
    waitingSinceNanos = System.nanoTime();
  }

  private List<MemoryDraft> check(LoadMemoriesRequest message) {
    FieldChecks checks = new FieldChecks();
    long id = message.getProjectId();
    if (id != 0 && id != project.projectId()) {
      checks.violation("project_id", id, "absent or that of the first message");
    }
    List<MemoryDraft> drafts = new ArrayList<>(message.getMemoriesCount());
    if (checks.count("memories", message.getMemoriesCount(), 0, MAX_MEMORIES)) {
      for (int i = 0; i < message.getMemoriesCount(); i++) {
        drafts.add(draft(checks.under("memories", i), message.getMemories(i)));
      }
    }
    if (!checks.passed()) {
      throw invalid(checks, messageCount);
    }
    messageCount++;
    return drafts;
  }

  private MemoryDraft draft(FieldChecks checks, Memory memory) {
    checks.check(
        memory.getFactKey().isEmpty(),
        "fact_key",
        memory.getFactKey(),
        "none: a load supersedes nothing, use WriteMemories or StreamMemories");
    checks.check(
        memory.getVectorState() != VectorState.VECTOR_STATE_PENDING,
        "vector_state",
        "VECTOR_STATE_PENDING",
        "VECTOR_STATE_NONE or absent: a load has all its vectors when it is committed");
    return MemoryChecks.draft(checks, memory, space);
  }

  private static ServiceException invalid(FieldChecks checks, long index) {
    ServiceException plain = ServiceException.invalidFields(checks.violations());
    return ServiceException.builder(plain.reason(), plain.getMessage())
        .fieldViolations(plain.fieldViolations())
        .metadata("message_index", index)
        .build();
  }

  private Throwable keep(Throwable e) {
    return failure.compareAndSet(null, e) ? e : firstFailure();
  }

  private Throwable firstFailure() {
    Throwable first = failure.get();
    return first == null
        ? ServiceException.of(ErrorReason.CONFLICT, "the load met another write; repeat all of it")
        : first;
  }
}
