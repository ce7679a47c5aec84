package ai.meterr.testkit.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A proxy before a DynamoDB that makes it behave as AWS's does on bad days: puts that are left
 * unprocessed, throttling, errors of its own, answers that never come, connections cut before and
 * after the work was done. Which request meets which fault follows from the seed and the order of
 * requests.
 */
public final class FaultyDynamo implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PREFIX = "DynamoDB_20120810.";

  /** What can happen to a request. */
  public enum Fault {
    /** Of a batch of puts some are done, the others given back. */
    UNPROCESSED,
    /** Nothing is done: too many requests. */
    THROTTLED,
    /** Nothing is done: status 500. */
    BROKEN,
    /** All is done, the answer is a status 500. */
    DONE_BUT_BROKEN,
    /** Nothing is done, the connection is cut. */
    CUT,
    /** All is done, the connection is cut instead of an answer. */
    DONE_BUT_CUT,
    /** All is done, the answer comes after the client's patience. */
    SILENT
  }

  private final URI behind;
  private final Random random;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<Fault, AtomicInteger> met = new EnumMap<>(Fault.class);
  private final long silentMillis;
  private volatile int percent;
  private volatile boolean away;

  /**
   * @param behind the DynamoDB that does the work
   * @param silentMillis longer than a client waits for an answer
   */
  public FaultyDynamo(URI behind, long seed, long silentMillis) {
    this.behind = behind;
    this.random = new Random(seed);
    this.silentMillis = silentMillis;
    for (Fault fault : Fault.values()) {
      met.put(fault, new AtomicInteger());
    }
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Lets that many of a hundred requests meet a fault from now on. */
  public void fail(int ofHundred) {
    percent = ofHundred;
  }

  /** Cuts every connection until {@link #comeBack}. */
  public void goAway() {
    away = true;
  }

  public void comeBack() {
    away = false;
  }

  /** How many requests have met a fault. */
  public int met(Fault fault) {
    AtomicInteger count = met.get(fault);
    return count == null ? 0 : count.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-target"));
      String operation = target.startsWith(PREFIX) ? target.substring(PREFIX.length()) : target;
      if (away) {
        return;
      }
      Fault fault = fault(operation);
      if (fault == null) {
        pass(exchange, forward(exchange, body));
        return;
      }
      switch (fault) {
        case UNPROCESSED -> processInPart(exchange, body);
        case THROTTLED ->
            refuse(exchange, 400, "ProvisionedThroughputExceededException", "slow down");
        case BROKEN -> refuse(exchange, 500, "InternalServerError", "it broke");
        case DONE_BUT_BROKEN -> {
          forward(exchange, body);
          refuse(exchange, 500, "InternalServerError", "it broke");
        }
        case CUT -> {}
        case DONE_BUT_CUT -> forward(exchange, body);
        case SILENT -> {
          forward(exchange, body);
          closing.await(silentMillis, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Fault fault(String operation) {
    if (random.nextInt(100) >= percent) {
      return null;
    }
    List<Fault> possible = new ArrayList<>(List.of(Fault.values()));
    if (!operation.equals("BatchWriteItem")) {
      possible.remove(Fault.UNPROCESSED);
    }
    Fault fault = possible.get(random.nextInt(possible.size()));
    // as often as the others together: it is what a busy table does most
    if (operation.equals("BatchWriteItem") && random.nextBoolean()) {
      fault = Fault.UNPROCESSED;
    }
    count(fault);
    return fault;
  }

  private void count(Fault fault) {
    AtomicInteger count = met.get(fault);
    if (count != null) {
      count.incrementAndGet();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String name : List.of("x-amz-target", "content-type", "authorization", "x-amz-date")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void pass(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
    send(exchange, answer.statusCode(), answer.body());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void refuse(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.put("__type", "com.amazonaws.dynamodb.v20120810#" + type);
    body.put("message", message);
    send(exchange, status, JSON.writeValueAsBytes(body));
  }

  /** Does a random part of the puts, none at times, and gives the others back. */
  private void processInPart(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    ObjectNode request = (ObjectNode) JSON.readTree(body);
    ObjectNode unprocessed = JSON.createObjectNode();
    ObjectNode processed = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> table : request.path("RequestItems").properties()) {
      for (JsonNode put : table.getValue()) {
        (isDone() ? array(processed, table.getKey()) : array(unprocessed, table.getKey())).add(put);
      }
    }
    if (!processed.isEmpty()) {
      request.set("RequestItems", processed);
      HttpResponse<byte[]> answer = forward(exchange, JSON.writeValueAsBytes(request));
      if (answer.statusCode() != 200) {
        pass(exchange, answer);
        return;
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.set("UnprocessedItems", unprocessed);
    send(exchange, 200, JSON.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8));
  }

  private synchronized boolean isDone() {
    return random.nextBoolean();
  }

  private static ArrayNode array(ObjectNode tables, String table) {
    return tables.has(table) ? (ArrayNode) tables.get(table) : tables.putArray(table);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }
}
