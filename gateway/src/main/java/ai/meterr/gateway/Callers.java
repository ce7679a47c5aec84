package ai.meterr.gateway;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.KeyHash;
import ai.meterr.access.MeterrKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Who a key belongs to. Answers come from memory for a few seconds, unknown keys too, and no key is
 * looked up twice at once: a storm of wrong keys costs the database one question.
 */
final class Callers {
  /** How long a revoked key may still work on this node. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Lookups<KeyHash, Found> known;

  Callers(KeyDirectory directory, Executor blocking) {
    this.known = new Lookups<>(directory::find, found -> REMEMBERED, blocking);
  }

  /** Fails with {@link KeyDirectory.Unavailable} where nobody can tell. */
  CompletableFuture<Found> identify(MeterrKey key) {
    return known.get(key.hash());
  }

  /** For the few places that ask only what one key may do. */
  static boolean may(Found found, Caller.Scope scope) {
    return found instanceof Found.Known(Caller caller) && caller.may(scope);
  }
}
