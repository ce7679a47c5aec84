package ai.meterr.control.access;

import ai.meterr.access.Caller;
import ai.meterr.access.People.Member;
import ai.meterr.tenancy.OrganizationId;

/** Who asks, and so whose data the answer is made of. */
public sealed interface Asker {
  OrganizationId organization();

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
