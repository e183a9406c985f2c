package dev.loxodonta.embedding.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real HTTP server with OpenAI's embeddings interface. The vector of a text is {length, 1, 0}.
 * Answers otherwise when told, request by request.
 */
final class EndpointServer implements AutoCloseable {

  /** How to answer a request. */
  interface Answer {
    void to(HttpExchange exchange, List<String> texts) throws IOException;
  }

  /** What came. */
  record Request(String authorization, String body, List<String> texts) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private final Semaphore gate = new Semaphore(0);

  EndpointServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1/");
  }

  /** Answers the next requests so, one each. */
  EndpointServer then(Answer... answers) {
    script.addAll(List.of(answers));
    return this;
  }

  List<Request> requests() {
    return requests;
  }

  int mostRunning() {
    return mostRunning.get();
  }

  /** Lets requests go on that {@link #whenLet} holds. */
  void let(int count) {
    gate.release(count);
  }

  static Answer vectors() {
    return (exchange, texts) -> {
      StringBuilder data = new StringBuilder();
      // From the last to the first: the index counts, not the place.
      for (int i = texts.size() - 1; i >= 0; i--) {
        data.append(data.isEmpty() ? "" : ",")
            .append(
                "{\"object\":\"embedding\",\"index\":%d,\"embedding\":[%d,1.0,0]}"
                    .formatted(i, texts.get(i).length()));
      }
      send(exchange, 200, "{\"object\":\"list\",\"data\":[" + data + "],\"usage\":{\"n\":[1,{}]}}");
    };
  }

  static Answer body(String json) {
    return (exchange, texts) -> send(exchange, 200, json);
  }

  static Answer status(int code) {
    return (exchange, texts) -> send(exchange, code, "{\"error\":{\"message\":\"no\"}}");
  }

  static Answer throttled(String retryAfter) {
    return (exchange, texts) -> {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
      send(exchange, 429, "slow down");
    };
  }

  Answer whenLet() {
    return (exchange, texts) -> {
      gate.acquireUninterruptibly();
      vectors().to(exchange, texts);
    };
  }

  /** Sends the head of an answer and never its body. */
  static Answer headOnly() {
    return (exchange, texts) -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().flush();
    };
  }

  @Override
  public void close() {
    gate.release(1_000);
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<String> texts = texts(body);
    requests.add(
        new Request(
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), body, texts));
    Answer next = script.poll();
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      (next == null ? vectors() : next).to(exchange, texts);
    } finally {
      running.decrementAndGet();
    }
  }

  private static List<String> texts(String body) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY && "input".equals(json.currentName())) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
          }
        }
      }
    }
    return texts;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
