package dev.loxodonta.ingest.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.loxodonta.ingest.memory.statement.AnswerRequests;
import dev.loxodonta.ingest.memory.statement.ClaimRequests;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import dev.loxodonta.ingest.memory.statement.SelectRequests;
import dev.loxodonta.ingest.memory.statement.SelectRequests.Answered;
import dev.loxodonta.postgres.WriteSession;
import dev.loxodonta.service.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes once for each request id, and answers later ones as the first was answered. Stateless. */
public final class OncePerRequest {

  private OncePerRequest() {}

  /**
   * Writes in the session's transaction, or returns the answer that is stored under the key.
   *
   * <p>Fails with REQUEST_ID_REUSED, or as the write does.
   *
   * @param key what makes the request idempotent; null: nothing does
   * @param write writes and returns the answer to store, without its token
   */
  public static <M extends Message> Mono<M> run(
      WriteSession session, @Nullable RequestKey key, Parser<M> parser, Supplier<Mono<M>> write) {
    return run(session, key, parser, write, Function.identity(), Function.identity());
  }

  /**
   * The same for a write that has more to tell than its answer.
   *
   * @param answer returns the answer to store
   * @param repeated returns what is told of an answer that was stored before
   */
  public static <M extends Message, R> Mono<R> run(
      WriteSession session,
      @Nullable RequestKey key,
      Parser<M> parser,
      Supplier<Mono<R>> write,
      Function<R, M> answer,
      Function<M, R> repeated) {
    return key == null
        ? write.get()
        : ClaimRequests.run(session, List.of(key))
            .flatMap(
                claimed ->
                    claimed.isEmpty()
                        ? repeat(session, key, parser).map(repeated)
                        : first(session, key, write, answer));
  }

  private static <M extends Message, R> Mono<R> first(
      WriteSession session, RequestKey key, Supplier<Mono<R>> write, Function<R, M> answer) {
    return write
        .get()
        .flatMap(
            result ->
                AnswerRequests.run(
                        session, Map.of(key.requestId(), answer.apply(result).toByteString()))
                    .thenReturn(result));
  }

  private static <M extends Message> Mono<M> repeat(
      WriteSession session, RequestKey key, Parser<M> parser) {
    return SelectRequests.run(session, Set.of(key.requestId()))
        .map(answered -> repeat(key, answered.get(key.requestId()), parser));
  }

  private static <M extends Message> M repeat(
      RequestKey key, @Nullable Answered before, Parser<M> parser) {
    if (before == null || !before.key().equals(key)) {
      throw ServiceException.requestIdReused(key.requestId());
    }
    try {
      return parser.parseFrom(before.response());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the stored answer cannot be read", e);
    }
  }
}
