package ai.meterr.storage.dynamodb;

import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The hours that hold entries, the newest first, each with its partitions. */
final class HoursBackwards {
  private static final int HOUR_CHARACTERS = 10;

  private final EntryQueries queries;
  private final OrganizationId organization;
  private final Deque<String> read = new ArrayDeque<>();
  private @Nullable QueryRequest next;

  /**
   * @param from place of an entry, included; {@code to} excluded
   */
  HoursBackwards(EntryQueries queries, OrganizationId organization, String from, String to) {
    this.queries = queries;
    this.organization = organization;
    this.next =
        EntryQueries.between(ItemKey.hours(organization), hourOf(from), hourOf(to) + ItemKey.END)
            .toBuilder()
            .scanIndexForward(false)
            .build();
  }

  /** {@code 2026-11-24T13:…} as {@code 2026112413}. */
  private static String hourOf(String place) {
    return place.length() < 13
        ? place
        : place.substring(0, 4)
            + place.substring(5, 7)
            + place.substring(8, 10)
            + place.substring(11, 13);
  }

  /**
   * The next hour's partitions; empty where none is left.
   *
   * @param hours about how many are read at a time
   */
  List<String> next(int hours) {
    List<String> partitions = new ArrayList<>();
    String hour = null;
    while (true) {
      if (read.isEmpty() && !readOn(hours)) {
        return partitions;
      }
      String place = read.getFirst();
      String here = place.substring(0, HOUR_CHARACTERS);
      if (hour != null && !hour.equals(here)) {
        return partitions;
      }
      hour = here;
      partitions.add(organization + "/" + read.removeFirst());
    }
  }

  /** False where nothing is left to read. */
  private boolean readOn(int hours) {
    while (read.isEmpty() && next != null) {
      QueryRequest query = next.toBuilder().limit(hours * ItemKey.SPREAD).build();
      QueryResponse page = queries.once(query);
      for (Map<String, AttributeValue> item : page.items()) {
        read.add(DynamoTable.keyOf(item).place());
      }
      next =
          page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty()
              ? query.toBuilder().exclusiveStartKey(page.lastEvaluatedKey()).build()
              : null;
    }
    return !read.isEmpty();
  }
}
