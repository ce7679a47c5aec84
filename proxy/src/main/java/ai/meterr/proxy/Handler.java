package ai.meterr.proxy;

/** What happens to each request whose head has come in whole and well framed. */
@FunctionalInterface
public interface Handler {
  /**
   * Runs on the exchange's event loop and must not block. An exception answers 500 and closes the
   * connection.
   */
  void handle(Exchange exchange);
}
