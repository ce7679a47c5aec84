package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** One partition's entries, newest first, read as they are needed. */
final class NewestFirst {
  private final EntryQueries queries;
  private final OrganizationId organization;
  private final Deque<Placed> read = new ArrayDeque<>();
  private @Nullable QueryRequest next;
  private int scanned;

  /** An entry and where it stands. */
  record Placed(String place, LoggedEntry entry) {
    /** What the entries of one event that say the same time have in common. */
    String run() {
      return place.substring(0, place.lastIndexOf('/'));
    }
  }

  NewestFirst(EntryQueries queries, OrganizationId organization, QueryRequest query) {
    this.queries = queries;
    this.organization = organization;
    this.next = query;
  }

  /** The newest that is not taken yet; null where none is left. */
  @Nullable Placed head() {
    while (read.isEmpty() && next != null) {
      readOn(next);
    }
    return read.peekFirst();
  }

  void take() {
    read.removeFirst();
  }

  /** How many items were read, and paid for, until now. */
  int scanned() {
    return scanned;
  }

  private void readOn(QueryRequest query) {
    QueryResponse page = queries.once(query);
    scanned += page.scannedCount();
    List<Map<String, AttributeValue>> items = page.items();
    List<LoggedEntry> entries = queries.read(organization, items);
    for (int i = 0; i < items.size(); i++) {
      read.add(new Placed(DynamoTable.keyOf(items.get(i)).place(), entries.get(i)));
    }
    next =
        page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty()
            ? query.toBuilder().exclusiveStartKey(page.lastEvaluatedKey()).build()
            : null;
  }
}
