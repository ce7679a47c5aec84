package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and the answer it will get. Every method is called on {@link #loop()}, and every
 * callback comes back on it. Exactly one of {@link #answer} and {@link #forward} ends the exchange.
 */
public interface Exchange {
  String method();

  /** Path and query as sent: {@code /v1/models?limit=2}. Origin form; never a scheme or a host. */
  String target();

  /** The path of {@link #target()}, as sent (percent-encoding untouched). */
  String path();

  /** The query of {@link #target()} without its question mark; empty where there is none. */
  String query();

  /**
   * The request's headers, as sent, without those of its connection (hop-by-hop ones, and what
   * {@code Connection} names). Not to be changed.
   */
  HttpHeaders headers();

  /** The peer of the connection, before any forwarded header is believed. */
  InetAddress peer();

  /** The event loop of the client's connection; the upstream connection lives on the same one. */
  EventExecutor loop();

  /** Whether a body follows the head (a length above zero, or chunked). */
  boolean hasBody();

  /** Bytes of the body as its head declares them, -1 where it is chunked. */
  long declaredLength();

  /**
   * Holds the body whole, in pooled memory under the process-wide cap. Called at most once, before
   * anything else ends the exchange.
   */
  void hold(long bytesMax, Consumer<Held> then);

  /** What became of holding a body. */
  sealed interface Held {
    /**
     * The whole body. The exchange keeps it alive until it is answered, or what is forwarded is
     * written; a holder that needs it longer retains it.
     */
    record Body(ByteBuf bytes) implements Held {}

    /** It is, or declares to be, larger than asked for. */
    record TooLarge() implements Held {}

    /** All held bodies together would pass the process-wide cap. */
    record NoRoom() implements Held {}

    /** The client closed, stalled past the limit or broke its framing: nobody is left to answer. */
    record Gone() implements Held {}
  }

  /**
   * Answers without an upstream. The length is set here. Where the request's body was not read to
   * its end, the connection closes after the answer.
   */
  void answer(int status, HttpHeaders headers, ByteBuf body);

  /**
   * Sends a request upstream and relays the answer. Back-pressure holds in both directions without
   * the relay's help.
   */
  void forward(Upstream upstream, Outgoing request, Relay relay);

  /**
   * What goes upstream. Hop-by-hop headers are removed, framing headers and {@code host} (unless
   * present) are set here.
   *
   * @param target path and query
   * @param body the whole body (ownership passes), or null: the client's own body streams through
   *     as it comes, up to {@code streamedMax} bytes
   */
  record Outgoing(
      String method,
      String target,
      HttpHeaders headers,
      @Nullable ByteBuf body,
      long streamedMax) {}
}
