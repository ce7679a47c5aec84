package ai.meterr.ledger.identity;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import org.jspecify.annotations.Nullable;

/** A call that the ledger counts, as {@link Matching} knows it. */
public final class KnownCall {
  private final EntryName first;
  private final Reporter firstReporter;
  private EntryName current;
  private UsageEvent event;
  private boolean looksBack;
  private boolean hasExchange;
  private @Nullable KnownCall sameAs;

  /**
   * @param first its first entry, by which it is found again
   * @param firstReporter who told that one
   * @param current the entry that counts
   * @param event as it counts
   * @param looksBack whether the report that counts fetched the answer again
   * @param sightedExchange whether the gateway has reported later on the exchange that it was
   */
  public KnownCall(
      EntryName first,
      Reporter firstReporter,
      EntryName current,
      UsageEvent event,
      boolean looksBack,
      boolean sightedExchange) {
    this.first = first;
    this.firstReporter = firstReporter;
    this.current = current;
    this.event = event;
    this.looksBack = looksBack;
    this.hasExchange = sightedExchange || firstReporter.equals(Reporter.EXCHANGE);
  }

  public OrganizationId organization() {
    return first.organization();
  }

  public EntryName first() {
    return first;
  }

  public Reporter firstReporter() {
    return firstReporter;
  }

  EntryName current() {
    return current;
  }

  public UsageEvent event() {
    return event;
  }

  boolean looksBack() {
    return looksBack;
  }

  boolean hasExchange() {
    return hasExchange;
  }

  Belief belief() {
    return Belief.in(event, looksBack);
  }

  void reportedBy(Reporter reporter) {
    hasExchange |= reporter.equals(Reporter.EXCHANGE);
  }

  void becomes(UsageEvent event, boolean looksBack, EntryName current) {
    this.event = event;
    this.looksBack = looksBack;
    this.current = current;
  }

  void isSameAs(KnownCall other) {
    sameAs = other;
    other.hasExchange |= hasExchange;
  }

  /** The call that it turned out to be; itself as a rule. */
  KnownCall resolved() {
    return sameAs == null ? this : sameAs.resolved();
  }
}
