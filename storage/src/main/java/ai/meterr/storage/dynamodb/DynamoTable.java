package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.rawlog.RawLogUnavailable;
import ai.meterr.storage.database.CannotStart;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The table, spoken to until it has done what was asked. All repeating is here and none in the SDK:
 * what throttles, breaks or answers in part is tried again for as long as {@link Patience} lasts.
 */
final class DynamoTable implements AutoCloseable {
  static final String NAME = "meterr-raw-log";

  /** Attributes of every item: the two parts of its key, and when it may be deleted. */
  static final String PARTITION = "pk";

  static final String PLACE = "sk";
  static final String EXPIRES = "x";

  /** Of one BatchWriteItem and of one BatchGetItem: DynamoDB's own limits. */
  private static final int WRITES_MAX = 25;

  private static final int READS_MAX = 100;

  private static final int AT_ONCE = 8;
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final DynamoDbClient client;
  private final Patience patience;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("dynamodb-", 0).factory());

  private DynamoTable(DynamoDbClient client, Patience patience) {
    this.client = client;
    this.patience = patience;
  }

  /**
   * Region and credentials are those that the AWS settings of this machine say (environment,
   * profile, role of the instance).
   *
   * @param endpoint null: AWS's own
   * @param attempt how long one request may take
   */
  static DynamoTable connect(@Nullable URI endpoint, Duration attempt, Patience patience) {
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(shorter(CONNECT, attempt))
                    .socketTimeout(attempt))
            .overrideConfiguration(
                override ->
                    override
                        .apiCallAttemptTimeout(attempt)
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()));
    if (endpoint != null) {
      builder.endpointOverride(endpoint).region(regionOrAny());
    }
    try {
      return new DynamoTable(builder.build(), patience);
    } catch (SdkClientException e) {
      throw new CannotStart(
          "METERR_RAW_LOG=dynamodb: no region is set for DynamoDB (AWS_REGION, or a profile)", e);
    }
  }

  static DynamoTable connect(@Nullable URI endpoint, Patience patience) {
    return connect(endpoint, ATTEMPT, patience);
  }

  /** Where an endpoint is named the region only signs requests: one that is not set is any. */
  private static Region regionOrAny() {
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion();
    } catch (SdkClientException notSet) {
      return Region.US_EAST_1;
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  DynamoDbClient client() {
    return client;
  }

  Patience patience() {
    return patience;
  }

  /** Puts every item, or throws. Of items with the same key the last one counts. */
  void put(List<Map<String, AttributeValue>> items) {
    Map<ItemKey, Map<String, AttributeValue>> byKey = new LinkedHashMap<>();
    items.forEach(item -> byKey.put(keyOf(item), item));
    List<WriteRequest> writes =
        byKey.values().stream()
            .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
            .toList();
    List<Callable<Boolean>> batches = new ArrayList<>();
    for (int at = 0; at < writes.size(); at += WRITES_MAX) {
      List<WriteRequest> batch = writes.subList(at, Math.min(at + WRITES_MAX, writes.size()));
      batches.add(() -> write(batch));
    }
    all(batches);
  }

  private boolean write(List<WriteRequest> batch) {
    Patience.Tries tries = patience.begin("putting entries");
    List<WriteRequest> left = batch;
    while (true) {
      List<WriteRequest> asked = left;
      left =
          tried(
                  tries,
                  () -> client.batchWriteItem(write -> write.requestItems(Map.of(NAME, asked))))
              .unprocessedItems()
              .getOrDefault(NAME, List.of());
      if (left.isEmpty()) {
        return true;
      }
      tries.again(null);
    }
  }

  /** Items by their keys, in no order; keys without an item are left out. */
  List<Map<String, AttributeValue>> get(Collection<ItemKey> keys) {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    List<Map<String, AttributeValue>> wanted =
        keys.stream().distinct().map(DynamoTable::attributes).toList();
    for (int at = 0; at < wanted.size(); at += READS_MAX) {
      read(wanted.subList(at, Math.min(at + READS_MAX, wanted.size())), found);
    }
    return found;
  }

  private void read(
      List<Map<String, AttributeValue>> keys, List<Map<String, AttributeValue>> found) {
    Patience.Tries tries = patience.begin("reading entries");
    List<Map<String, AttributeValue>> left = keys;
    while (!left.isEmpty()) {
      List<Map<String, AttributeValue>> asked = left;
      BatchGetItemResponse answer =
          tried(
              tries,
              () ->
                  client.batchGetItem(
                      get ->
                          get.requestItems(
                              Map.of(
                                  NAME,
                                  KeysAndAttributes.builder()
                                      .keys(asked)
                                      .consistentRead(true)
                                      .build()))));
      found.addAll(answer.responses().getOrDefault(NAME, List.of()));
      KeysAndAttributes unprocessed = answer.unprocessedKeys().get(NAME);
      left = unprocessed == null ? List.of() : unprocessed.keys();
      if (!left.isEmpty()) {
        tries.again(null);
      }
    }
  }

  QueryResponse query(QueryRequest request) {
    return tried(patience.begin("reading entries"), () -> client.query(request));
  }

  /** Does them a few at a time. */
  <T> List<T> all(List<? extends Callable<T>> work) {
    try {
      List<T> done = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(work)) {
        done.add(future.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failed
          ? failed
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RawLogUnavailable("interrupted", e);
    }
  }

  private static <T> T tried(Patience.Tries tries, Supplier<T> request) {
    while (true) {
      try {
        return request.get();
      } catch (SdkException e) {
        if (!passes(e)) {
          throw new RawLogUnavailable("DynamoDB refuses: " + e.getMessage(), e);
        }
        tries.again(e);
      }
    }
  }

  /** Whether the same request may succeed later: throttled, broken there or on the way. */
  static boolean passes(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return service.isThrottlingException() || service.statusCode() >= 500;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return e.retryable();
  }

  static ItemKey keyOf(Map<String, AttributeValue> item) {
    return new ItemKey(text(item, PARTITION), text(item, PLACE));
  }

  static String text(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null || value.s() == null) {
      throw new IllegalStateException("an item of the raw log lacks " + attribute);
    }
    return value.s();
  }

  static Map<String, AttributeValue> attributes(ItemKey key) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.put(PARTITION, AttributeValue.fromS(key.partition()));
    attributes.put(PLACE, AttributeValue.fromS(key.place()));
    return attributes;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
  }
}
