package ai.meterr.ledger.identity;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.tenancy.Attribution;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of an event when another report of its call is believed more. */
final class Merged {
  private Merged() {}

  /**
   * The believed report under the id and the time that the call is counted under, so that both land
   * in the same periods.
   */
  static UsageEvent of(UsageEvent standing, UsageEvent believed, Attribution attribution) {
    boolean ownRequest = believed.requestId().equals(believed.id().value());
    return new UsageEvent(
        standing.id(),
        ownRequest ? standing.requestId() : believed.requestId(),
        ownRequest ? standing.attempt() : believed.attempt(),
        standing.time(),
        believed.provider(),
        first(believed.requestModel(), standing.requestModel()),
        first(believed.responseModel(), standing.responseModel()),
        believed.operation(),
        believed.serviceTier(),
        believed.region(),
        believed.streamed(),
        believed.httpStatus(),
        believed.facts(),
        believed.status(),
        believed.usage(),
        believed.cost(),
        believed.lines(),
        believed.price(),
        believed.subCalls(),
        believed.providerCost(),
        believed.source(),
        believed.notes(),
        first(believed.providerResponseId(), standing.providerResponseId()),
        first(believed.latency(), standing.latency()),
        first(believed.timeToFirstToken(), standing.timeToFirstToken()),
        attribution);
  }

  /** Whether two versions of one event add the same to every sum of quantities and money. */
  static boolean sameSums(UsageEvent one, UsageEvent other) {
    return one.status() == other.status()
        && Arrays.equals(Axis.toldBy(one), Axis.toldBy(other))
        && one.attribution().tags().equals(other.attribution().tags())
        && one.usage().equals(other.usage())
        && Objects.equals(one.cost(), other.cost())
        && one.lines().equals(other.lines())
        && one.subCalls().equals(other.subCalls());
  }

  /** Whom a call is attributed to stays; gaps are filled. Tags are one thing. */
  static Attribution filled(Attribution told, Attribution gaps) {
    return new Attribution(
        first(told.key(), gaps.key()),
        first(told.project(), gaps.project()),
        first(told.team(), gaps.team()),
        first(told.user(), gaps.user()),
        first(told.session(), gaps.session()),
        first(told.feature(), gaps.feature()),
        first(told.environment(), gaps.environment()),
        told.tags().isEmpty() ? gaps.tags() : told.tags());
  }

  private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
    return one != null ? one : other;
  }
}
