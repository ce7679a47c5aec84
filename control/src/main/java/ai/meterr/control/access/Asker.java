package ai.meterr.control.access;

import ai.meterr.access.Caller;
import ai.meterr.access.People.Member;
import ai.meterr.tenancy.OrganizationId;
import java.time.ZoneId;
import java.util.function.Function;

/** Who asks, and so whose data the answer is made of. */
public sealed interface Asker {
  OrganizationId organization();

  /**
   * The zone of days, where none is asked for.
   *
   * @param zones an organization's, for callers that come with a key
   */
  default ZoneId zone(Function<OrganizationId, ZoneId> zones) {
    return switch (this) {
      case Person(var member) -> member.zone();
      case Program(var caller) -> zones.apply(caller.organization());
    };
  }

  record Person(Member member) implements Asker {
    @Override
    public OrganizationId organization() {
      return member.organization();
    }
  }

  record Program(Caller caller) implements Asker {
    @Override
    public OrganizationId organization() {
      return caller.organization();
    }
  }
}
