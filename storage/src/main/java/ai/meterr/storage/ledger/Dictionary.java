package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of axes and their ids, for a raw log that keeps ids only: a person whose name is erased
 * here is erased there.
 */
public final class Dictionary {
  /** What is not told. */
  public static final long NOT_TOLD = Names.NOT_TOLD;

  private static final int REMEMBERED_MAX = 100_000;

  /** How long an erased or changed name may still be shown. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final Database database;
  private final Names names;
  private final Cache<Known, String> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).expireAfterWrite(REMEMBERED).build();

  private record Known(OrganizationId organization, long id) {}

  /** A value of an axis. */
  public record Value(OrganizationId organization, Axis axis, String text) {}

  public Dictionary(Database database) {
    this.database = database;
    this.names = new Names(database);
  }

  /** The ids of all these values, given where they have none. */
  public Map<Value, Long> ids(Collection<Value> values) {
    Map<Names.Name, Long> given =
        names.ids(values.stream().map(Dictionary::name).collect(Collectors.toSet()));
    Map<Value, Long> ids = new HashMap<>();
    values.forEach(value -> ids.put(value, Names.id(given, name(value))));
    return ids;
  }

  private static Names.Name name(Value value) {
    return new Names.Name(value.organization, value.axis, value.text);
  }

  /** The texts behind ids; one that is not there is left out. */
  public Map<Long, String> texts(OrganizationId organization, Set<Long> ids) {
    Map<Long, String> texts = new HashMap<>();
    Set<Long> missing = new HashSet<>();
    for (Long id : ids) {
      String known = remembered.getIfPresent(new Known(organization, id));
      if (known != null) {
        texts.put(id, known);
      } else if (id != NOT_TOLD) {
        missing.add(id);
      }
    }
    if (!missing.isEmpty()) {
      Map<Long, String> read =
          database
              .tenancy()
              .reading(
                  organization,
                  "reading names",
                  connection -> EntryReader.names(connection, organization, missing));
      read.forEach((id, text) -> remembered.put(new Known(organization, id), text));
      texts.putAll(read);
    }
    return texts;
  }

  /** The ids of those texts that the organization has ever told on an axis. */
  public List<Long> known(OrganizationId organization, Axis axis, List<String> texts) {
    return database
        .tenancy()
        .reading(
            organization,
            "looking names up",
            connection -> {
              Set<Long> ids = new HashSet<>();
              for (String text : texts) {
                @Nullable Long id = EntryReader.id(connection, organization, axis, text);
                if (id != null) {
                  ids.add(id);
                }
              }
              return List.copyOf(ids);
            });
  }
}
