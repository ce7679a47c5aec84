package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What the owner of a forwarded request does with its answer. All calls come on the exchange's
 * event loop, in the order of the wire: {@code head}, any number of {@code data}, then {@code end};
 * or {@code failed} at any point, after which nothing comes. {@code clientLeft} may come once, at
 * any point before the answer to the client is finished: the upstream goes on until {@link
 * Downstream#cancelUpstream()}.
 */
public interface Relay {
  /**
   * The status line and headers (hop-by-hop ones removed) have come. Interim 1xx answers are not
   * shown.
   */
  void head(int status, HttpHeaders headers, Downstream client);

  /**
   * Bytes of the body, content-encoding untouched. Ownership passes: write them, keep them or
   * release them.
   */
  void data(ByteBuf bytes, Downstream client);

  /** The body has ended as its framing promised. */
  void end(Downstream client);

  /** The answer will not come, or not further. */
  void failed(Failure failure, Downstream client);

  /**
   * The client closed its connection before its answer was finished. Writes go nowhere from here
   * on.
   */
  void clientLeft(Downstream client);

  /** The client's side of a forwarded request. */
  interface Downstream {
    /**
     * Sends the head: with a {@code content-length} header the body has that length, else it is
     * chunked.
     */
    void head(int status, HttpHeaders headers);

    /**
     * Sends bytes of the body; ownership passes. The kernel stops reading the upstream while the
     * client does not keep up.
     */
    void write(ByteBuf bytes);

    /** Ends the answer. */
    void end();

    /**
     * Closes the client's connection after what was written, without the end that its framing
     * promised: the client sees a broken answer. Closes the upstream connection too where it is
     * still open; no further call comes to the relay.
     */
    void abort();

    /**
     * Stops reading the upstream until {@link #resume()}; what was already read may still arrive.
     */
    void pause();

    void resume();

    /** Closes the upstream connection; no further call comes to the relay. */
    void cancelUpstream();
  }

  /**
   * @param requestWritten whether the whole request had been written to the socket: from then on
   *     the provider may have worked
   */
  record Failure(Kind kind, boolean requestWritten, boolean headSeen, String detail) {
    public enum Kind {
      UNRESOLVED,
      FORBIDDEN_ADDRESS,
      CONNECT_REFUSED,
      CONNECT_TIMEOUT,
      TLS,
      FIRST_BYTE_TIMEOUT,
      IDLE_TIMEOUT,
      TOTAL_TIMEOUT,
      /** Closed, reset or badly framed by the upstream. */
      BROKEN,
      /** The streamed request body passed its limit. */
      REQUEST_TOO_LARGE,
      /** The client stopped sending its request body. */
      REQUEST_BROKEN
    }
  }
}
