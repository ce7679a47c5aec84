package ai.meterr.control;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyHash;
import ai.meterr.access.MeterrKey;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keys in memory. */
final class MemoryKeys implements KeyDirectory {
  private final Map<KeyHash, Caller> callers = new ConcurrentHashMap<>();
  private volatile boolean away;

  void add(String key, OrganizationId organization, Caller.Scope... scopes) {
    addBound(key, organization, null, null, scopes);
  }

  void addBound(
      String key,
      OrganizationId organization,
      @Nullable String team,
      @Nullable String project,
      Caller.Scope... scopes) {
    MeterrKey meterrKey = new MeterrKey(key);
    callers.put(
        meterrKey.hash(),
        new Caller(
            organization,
            UUID.nameUUIDFromBytes(meterrKey.hash().bytes()),
            meterrKey.prefix(),
            Set.of(scopes),
            team,
            project));
  }

  void revoke(String key) {
    callers.remove(new MeterrKey(key).hash());
  }

  void away(boolean isAway) {
    away = isAway;
  }

  @Override
  public Found find(KeyHash key) {
    if (away) {
      throw new Unavailable("finding a key", new IOException("secret of the database"));
    }
    Caller caller = callers.get(key);
    return caller == null ? new Found.Unknown() : new Found.Known(caller);
  }
}
