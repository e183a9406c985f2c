package dev.loxodonta.service.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of one call, chosen by the client or made here; 1 to 128 characters of printable ASCII.
 */
public final class RequestId {

  /** The metadata key, in requests and in the trailers of every answer. */
  public static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  static final Context.Key<String> KEY = Context.key("loxodonta-request-id");

  private static final Pattern ALLOWED = Pattern.compile("[!-~]{1,128}");

  private RequestId() {}

  /**
   * Returns the id of the call that this thread works for, null outside of one. It travels with the
   * grpc Context, so read it while assembling a Reactor chain, not inside its operators.
   */
  public static @Nullable String current() {
    return KEY.get();
  }

  static String of(Metadata headers) {
    String sent = headers.get(HEADER);
    return sent != null && ALLOWED.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
  }
}
