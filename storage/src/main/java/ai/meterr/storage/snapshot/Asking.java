package ai.meterr.storage.snapshot;

import ai.meterr.access.KeyDirectory.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks the database, and the snapshot where the database is away or does not answer soon: a server
 * that has gone without a word would else hold each call for seconds.
 */
public final class Asking implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Standby standby;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public Asking(Standby standby) {
    this.standby = standby;
  }

  /**
   * @param known empty where the snapshot cannot tell
   * @throws Unavailable where nobody can tell
   */
  <T> T ask(Supplier<T> database, Supplier<Optional<T>> known) {
    if (standby.isAway()) {
      return known.get().orElseThrow(Asking::nobodyKnows);
    }
    Future<T> asked = threads.submit(database::get);
    try {
      return soon(asked, known);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Unavailable unavailable) {
        if (!isOfTheDatabase(unavailable)) {
          throw unavailable;
        }
        standby.lost();
        return known.get().orElseThrow(Asking::nobodyKnows);
      }
      throw new IllegalStateException("a look-up failed", failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw nobodyKnows();
    }
  }

  private <T> T soon(Future<T> asked, Supplier<Optional<T>> known)
      throws ExecutionException, InterruptedException {
    try {
      return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      standby.doubt();
      Optional<T> meanwhile = standby.isFresh() ? known.get() : Optional.empty();
      return meanwhile.isPresent() ? meanwhile.get() : asked.get();
    }
  }

  /**
   * Whether the database did not answer; what it answered may also be of no use, e.g. unreadable.
   */
  private static boolean isOfTheDatabase(Unavailable unavailable) {
    for (Throwable cause = unavailable.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static Unavailable nobodyKnows() {
    return new Unavailable(
        "looking up while the database is away", new IOException("not in the snapshot"));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
