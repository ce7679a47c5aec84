package ai.meterr.control.ingest;

import ai.meterr.control.access.Asker;
import ai.meterr.tenancy.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * Who reports: it decides whose the events are, whatever they say.
 *
 * @param key public prefix of the Meterr key; null for a person
 * @param team that the key is bound to
 * @param project likewise
 */
record Sender(
    OrganizationId organization,
    @Nullable String key,
    @Nullable String team,
    @Nullable String project) {

  static Sender of(Asker asker) {
    return switch (asker) {
      case Asker.Person(var member) -> new Sender(member.organization(), null, null, null);
      case Asker.Program(var caller) ->
          new Sender(
              caller.organization(), caller.keyPrefix(), caller.boundTeam(), caller.boundProject());
    };
  }
}
