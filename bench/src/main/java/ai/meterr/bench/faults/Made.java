package ai.meterr.bench.faults;

import org.jspecify.annotations.Nullable;

/**
 * One call of the load and what its client got.
 *
 * @param call marks it in the provider's log and in the ledger's tags
 * @param status 0 where no head came
 * @param eventId as the answer's head told it
 * @param whole whether the client takes what it got for the whole answer
 */
record Made(
    String call, ApiCall api, Twist twist, int status, @Nullable String eventId, boolean whole) {
  /** Whether the provider serves it in full and its client stays to the end. */
  boolean isServed() {
    return twist == Twist.NOTHING || twist == Twist.SLOW;
  }
}
