package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.report.Reports.BadCursor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The place of the last event of a page, opaque to whoever carries it. */
final class PlaceCursor {
  private static final Pattern PLACE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}/[0-9a-f]{12}/[0-9a-f-]{0,36}");

  private PlaceCursor() {}

  static String text(String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @throws BadCursor where the text is not one of ours
   */
  static String parse(String text) {
    try {
      String place = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      if (PLACE.matcher(place).matches()) {
        return place;
      }
    } catch (IllegalArgumentException notOurs) {
      // told below
    }
    throw new BadCursor();
  }
}
