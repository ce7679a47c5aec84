package ai.meterr.control.ingest;

import ai.meterr.control.answer.Problem;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many reports run at once and how much memory their bodies take, in all and of one
 * organization: memory is bounded, and no tenant takes the place of all others. A report holds
 * memory while its body is read, and waits for the ledger with its ids alone.
 */
final class Turns {
  /**
   * @param atOnce reports in all
   * @param ofOne reports of one organization
   * @param kib of bodies in all; one organization may hold half of it
   * @param patience how long a body waits for memory
   */
  record Limits(int atOnce, int ofOne, int kib, Duration patience) {
    static final Limits USUAL = new Limits(512, 256, 128 << 10, Duration.ofSeconds(5));
  }

  private static final int RETRY_SECONDS = 1;

  private final Limits limits;
  private final Semaphore memory;
  private final Map<OrganizationId, Tenant> tenants = new HashMap<>();
  private int running;

  private static final class Tenant {
    private final Semaphore memory;
    private int running;

    Tenant(int kib) {
      this.memory = new Semaphore(kib, true);
    }
  }

  Turns(Limits limits) {
    this.limits = limits;
    this.memory = new Semaphore(limits.kib(), true);
  }

  /** One report's turn; closing it ends it. */
  final class Turn implements AutoCloseable {
    private final OrganizationId organization;
    private final Tenant tenant;

    private Turn(OrganizationId organization, Tenant tenant) {
      this.organization = organization;
      this.tenant = tenant;
    }

    /**
     * Waits for the memory that a body takes.
     *
     * @throws Problem where it does not become free in time
     */
    Held hold(long bytes) throws InterruptedException {
      int kib = (int) Math.min(limits.kib() / 2, (bytes >> 10) + 1);
      long millis = limits.patience().toMillis();
      if (!tenant.memory.tryAcquire(kib, millis, TimeUnit.MILLISECONDS)) {
        throw tooMany();
      }
      if (!memory.tryAcquire(kib, millis, TimeUnit.MILLISECONDS)) {
        tenant.memory.release(kib);
        throw busy();
      }
      return () -> {
        memory.release(kib);
        tenant.memory.release(kib);
      };
    }

    @Override
    public void close() {
      end(organization, tenant);
    }
  }

  /** Memory that is held until this is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws Problem where too many are running
   */
  synchronized Turn begin(OrganizationId organization) {
    if (running >= limits.atOnce()) {
      throw busy();
    }
    Tenant tenant = tenants.computeIfAbsent(organization, unseen -> new Tenant(limits.kib() / 2));
    if (tenant.running >= limits.ofOne()) {
      throw tooMany();
    }
    tenant.running++;
    running++;
    return new Turn(organization, tenant);
  }

  private synchronized void end(OrganizationId organization, Tenant tenant) {
    running--;
    tenant.running--;
    if (tenant.running == 0) {
      tenants.remove(organization);
    }
  }

  private static Problem tooMany() {
    return Problem.later(
        Problem.Kind.TOO_MANY_REQUESTS,
        "the organization sends too much at the same time",
        RETRY_SECONDS);
  }

  private static Problem busy() {
    return Problem.later(
        Problem.Kind.UNAVAILABLE, "too many requests at the same time", RETRY_SECONDS);
  }
}
