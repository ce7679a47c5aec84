package ai.meterr.proxy;

/**
 * How the kernel's own refusals look: the shape is the business of whoever owns the API behind the
 * path.
 */
@FunctionalInterface
public interface Refusals {
  /**
   * @param status 400, 408, 413, 414, 431, 500, 503 or 505
   * @param target path and query where they could be read, else empty
   */
  Page refuse(int status, String reason, String target);

  record Page(String contentType, byte[] body) {}
}
