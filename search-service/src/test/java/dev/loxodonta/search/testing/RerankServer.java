package dev.loxodonta.search.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A real HTTP server with re-rankers in both forms, each under a path of its own: {@code /tei} and
 * whatever begins so in the form of TEI, {@code /cohere} in Cohere's. The score of a text is the
 * number behind its last {@code #}. Answers otherwise when told, request by request.
 */
public final class RerankServer implements AutoCloseable {

  /** How to answer a request. */
  public interface Answer {
    /** Answers. */
    void to(HttpExchange exchange, Request request) throws IOException;
  }

  /**
   * What came.
   *
   * @param fields the texts of the top level by name
   * @param texts the texts to score
   */
  public record Request(
      String path, String authorization, Map<String, String> fields, List<String> texts) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Queue<Answer>> scripts = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  RerankServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url(String name) {
    return "http://localhost:" + server.getAddress().getPort() + "/" + name;
  }

  /** Answers the next requests to a re-ranker so, one each. */
  public void then(String name, Answer... answers) {
    script(name).addAll(List.of(answers));
  }

  /** Returns what came for a re-ranker. */
  public List<Request> requests(String name) {
    return requests.stream().filter(r -> r.path().startsWith("/" + name + "/")).toList();
  }

  /** Forgets what came and what was told. */
  public void reset() {
    requests.clear();
    scripts.clear();
  }

  /** Answers with a body. */
  public static Answer body(String json) {
    return (exchange, request) -> send(exchange, 200, json);
  }

  /** Answers with a status. */
  public static Answer status(int code) {
    return (exchange, request) -> send(exchange, code, "{\"error\":\"secret of the operator\"}");
  }

  /** Sends the head of an answer and never its body. */
  public static Answer silence() {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().flush();
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private Queue<Answer> script(String name) {
    return scripts.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>());
  }

  private void answer(HttpExchange exchange) throws IOException {
    Request request = read(exchange);
    requests.add(request);
    Answer next = script(request.path().split("/", -1)[1]).poll();
    if (next == null) {
      send(exchange, 200, scores(request));
    } else {
      next.to(exchange, request);
    }
  }

  /** From the best to the worst: the index counts, not the place. */
  private static String scores(Request request) {
    boolean cohere = request.path().endsWith("/v2/rerank");
    List<Integer> best = new ArrayList<>();
    for (int i = 0; i < request.texts().size(); i++) {
      best.add(i);
    }
    best.sort(
        (a, b) -> Double.compare(score(request.texts().get(b)), score(request.texts().get(a))));
    String list =
        best.stream()
            .map(
                i ->
                    "{\"index\":%d,\"%s\":%s,\"text\":null}"
                        .formatted(
                            i, cohere ? "relevance_score" : "score", score(request.texts().get(i))))
            .collect(Collectors.joining(",", "[", "]"));
    return cohere ? "{\"id\":\"x\",\"results\":" + list + ",\"meta\":{\"units\":[1,{}]}}" : list;
  }

  /** Returns the score of a text. */
  public static double score(String text) {
    return Double.parseDouble(text.substring(text.lastIndexOf('#') + 1));
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> fields = new HashMap<>();
    List<String> texts = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(exchange.getRequestBody())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
          }
        } else if (json.currentToken().isScalarValue()) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    return new Request(exchange.getRequestURI().getPath(), key, fields, texts);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
