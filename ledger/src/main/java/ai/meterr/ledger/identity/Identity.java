package ai.meterr.ledger.identity;

import ai.meterr.catalog.ProviderId;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Something that a call can be known by in its organization.
 *
 * @param digest the first 16 bytes of SHA-256 over the kind and the id; a database computes it too
 */
public record Identity(OrganizationId organization, UUID digest) {
  /** Before an event's id. */
  public static final String EVENT = "event:";

  /** Before a provider's name, a colon and its id of an answer. */
  public static final String ANSWER = "answer:";

  public static Identity ofEvent(OrganizationId organization, EventId id) {
    return new Identity(organization, digest(EVENT + id.value()));
  }

  public static Identity ofAnswer(
      OrganizationId organization, ProviderId provider, String responseId) {
    return new Identity(organization, digest(ANSWER + provider.name() + ":" + responseId));
  }

  /** All that an event can be known by. */
  public static List<Identity> of(OrganizationId organization, UsageEvent event) {
    List<Identity> identities = new ArrayList<>(2);
    identities.add(ofEvent(organization, event.id()));
    String responseId = event.providerResponseId();
    if (responseId != null && !responseId.isEmpty()) {
      identities.add(ofAnswer(organization, event.provider(), responseId));
    }
    return identities;
  }

  private static UUID digest(String text) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
