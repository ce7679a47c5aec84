package ai.meterr.providers;

/**
 * Errors of Meterr's own in the shape of the API that was called. Messages never hold keys, prompts
 * or answers.
 */
public interface ErrorShape {
  /**
   * A whole JSON body.
   *
   * @param code begins with {@code meterr_}, e.g. {@code meterr_no_key}
   */
  byte[] body(int httpStatus, String code, String message);

  /** A frame that ends a broken stream, with all its line ends. */
  byte[] frame(String code, String message);
}
