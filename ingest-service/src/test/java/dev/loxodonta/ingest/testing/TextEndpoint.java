package dev.loxodonta.ingest.testing;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A real HTTP server with OpenAI's embeddings interface. The vector of a text is {length, 1, 0}; a
 * text with the word {@value #POISON} is refused.
 */
public final class TextEndpoint implements AutoCloseable {

  /** The model's name. */
  public static final String MODEL = "test/lengths";

  /** The word that is refused. */
  public static final String POISON = "poison";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger held = new AtomicInteger();
  private volatile boolean away;
  private volatile boolean holds;

  /** Starts it on a free port. */
  public TextEndpoint() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  /** Returns the settings of a service that embeds with it. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    String prefix = "loxodonta.embedding.endpoints.test.";
    settings.put(prefix + "url", "http://localhost:" + server.getAddress().getPort() + "/v1");
    settings.put(prefix + "model", MODEL);
    settings.put(prefix + "dimensions", 3);
    settings.put(prefix + "attempts", 1);
    settings.put(prefix + "rest", "100ms");
    settings.put("loxodonta.ingest.pending.interval", "100ms");
    settings.put("loxodonta.ingest.pending.lease", "2s");
    settings.put("loxodonta.ingest.pending.max-pause", "300ms");
    settings.put("loxodonta.ingest.pending.count-interval", "200ms");
    return settings;
  }

  /** From now on it fails. */
  public void goAway() {
    away = true;
  }

  /** From now on it answers. */
  public void comeBack() {
    away = false;
  }

  /** From now on requests wait. */
  public void hold() {
    holds = true;
  }

  /** Returns how many requests wait. */
  public int held() {
    return held.get();
  }

  /** Lets one waiting request go on. */
  public void letOneGo() {
    gate.release();
  }

  /** Lets the waiting requests go on, and later ones pass. */
  public void letGo() {
    holds = false;
    gate.release(held.get());
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Struct.Builder request = Struct.newBuilder();
    JsonFormat.parser()
        .merge(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), request);
    List<String> texts =
        request.getFieldsOrThrow("input").getListValue().getValuesList().stream()
            .map(Value::getStringValue)
            .toList();
    if (holds) {
      held.incrementAndGet();
      gate.acquireUninterruptibly();
      held.decrementAndGet();
    }
    boolean refused = texts.stream().anyMatch(t -> t.contains(POISON));
    send(exchange, away ? 503 : refused ? 400 : 200, vectors(texts));
  }

  private static String vectors(List<String> texts) {
    return texts.stream()
        .map(text -> "{\"embedding\":[" + text.length() + ",1,0]}")
        .collect(Collectors.joining(",", "{\"data\":[", "]}"));
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
