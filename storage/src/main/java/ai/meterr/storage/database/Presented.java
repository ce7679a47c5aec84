package ai.meterr.storage.database;

import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * What somebody showed before an organization is known. A transaction that names it sees the rows
 * that it belongs to, and nothing else.
 */
public record Presented(Kind kind, String value) {
  public enum Kind {
    /** SHA-256 of a Meterr key. */
    KEY,
    /** SHA-256 of a session's token. */
    SESSION,
    EMAIL,
    PERSON
  }

  public static Presented key(byte[] hash) {
    return new Presented(Kind.KEY, HexFormat.of().formatHex(hash));
  }

  public static Presented session(byte[] hash) {
    return new Presented(Kind.SESSION, HexFormat.of().formatHex(hash));
  }

  public static Presented email(String email) {
    return new Presented(Kind.EMAIL, email);
  }

  public static Presented person(UUID person) {
    return new Presented(Kind.PERSON, person.toString());
  }

  String setting() {
    return "meterr.presented_" + kind.name().toLowerCase(Locale.ROOT);
  }
}
