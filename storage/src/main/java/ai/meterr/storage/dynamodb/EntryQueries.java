package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.tenancy.OrganizationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Queries of one partition, in the order of places. */
final class EntryQueries {
  private final DynamoTable table;
  private final EntryItems items;

  EntryQueries(DynamoTable table, EntryItems items) {
    this.table = table;
    this.items = items;
  }

  static QueryRequest whole(String partition) {
    return QueryRequest.builder()
        .tableName(DynamoTable.NAME)
        .keyConditionExpression("#pk = :pk")
        .expressionAttributeNames(Map.of("#pk", DynamoTable.PARTITION))
        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition)))
        .consistentRead(true)
        .build();
  }

  /**
   * @param from included, {@code to} excluded: no place equals it
   */
  static QueryRequest between(String partition, String from, String to) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":pk", AttributeValue.fromS(partition));
    values.put(":from", AttributeValue.fromS(from.isEmpty() ? " " : from));
    values.put(":to", AttributeValue.fromS(to));
    return whole(partition).toBuilder()
        .keyConditionExpression("#pk = :pk and #sk between :from and :to")
        .expressionAttributeNames(Map.of("#pk", DynamoTable.PARTITION, "#sk", DynamoTable.PLACE))
        .expressionAttributeValues(values)
        .build();
  }

  /** Hands over all that a query finds, page by page as they come. */
  void each(QueryRequest query, Consumer<List<Map<String, AttributeValue>>> each) {
    QueryRequest next = query;
    while (true) {
      QueryResponse page = table.query(next);
      if (!page.items().isEmpty()) {
        each.accept(page.items());
      }
      if (!page.hasLastEvaluatedKey() || page.lastEvaluatedKey().isEmpty()) {
        return;
      }
      next = next.toBuilder().exclusiveStartKey(page.lastEvaluatedKey()).build();
    }
  }

  QueryResponse once(QueryRequest query) {
    return table.query(query);
  }

  List<LoggedEntry> read(OrganizationId organization, List<Map<String, AttributeValue>> found) {
    return items.read(organization, found);
  }

  <T> List<T> atOnce(List<? extends Callable<T>> work) {
    return table.all(work);
  }
}
