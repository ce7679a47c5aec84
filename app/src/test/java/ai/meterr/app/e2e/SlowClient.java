package ai.meterr.app.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks the sandbox, through Meterr, for an answer of any length, reads it slowly for a while and
 * then as fast as it comes. A bare socket, so that nothing reads ahead on its behalf.
 */
final class SlowClient {
  private static final int RECEIVE_BUFFER = 64 << 10;
  private static final int SLOW_PIECE = 4 << 10;
  private static final Duration SLOW_PAUSE = Duration.ofMillis(20);

  /** Enough to hold the last frames and the last chunk. */
  private static final int TAIL = 2 << 10;

  private final URI meterr;
  private final boolean stream;

  SlowClient(URI meterr, boolean stream) {
    this.meterr = meterr;
    this.stream = stream;
  }

  /**
   * @param slowBytes what had come when it stopped to be slow
   * @param whole whether it ended as its framing and its API say
   */
  record Answer(long bytes, long slowBytes, boolean whole) {}

  Answer read(long textBytes, Duration slowly) throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.connect(new InetSocketAddress(meterr.getHost(), meterr.getPort()));
      socket.getOutputStream().write(request(textBytes).getBytes(StandardCharsets.US_ASCII));
      return read(socket.getInputStream(), slowly);
    }
  }

  private String request(long textBytes) {
    String body =
        """
        {"model": "gpt-5-mini", "stream": %s, "messages": [{"role": "user", "content": "All."}]}
        """
            .formatted(stream);
    return """
    POST /v1/chat/completions HTTP/1.1
    host: meterr
    authorization: Bearer %s
    content-type: application/json
    content-length: %d
    x-sandbox-fault: big:%d
    connection: close

    """
            .formatted(Environments.KEY, body.length(), textBytes)
            .replace("\n", "\r\n")
        + body;
  }

  private Answer read(InputStream in, Duration slowly) throws IOException, InterruptedException {
    byte[] piece = new byte[RECEIVE_BUFFER];
    StringBuilder tail = new StringBuilder();
    long bytes = 0;
    long slowBytes = 0;
    long slowUntil = System.nanoTime() + slowly.toNanos();
    boolean slow = !slowly.isZero();
    for (int n = 0; n >= 0; n = in.read(piece, 0, slow ? SLOW_PIECE : piece.length)) {
      bytes += n;
      int kept = Math.min(n, TAIL);
      tail.append(new String(piece, n - kept, kept, StandardCharsets.ISO_8859_1));
      tail.delete(0, Math.max(0, tail.length() - TAIL));
      if (slow) {
        slowBytes = bytes;
        Thread.sleep(SLOW_PAUSE);
        slow = System.nanoTime() < slowUntil;
      }
    }
    return new Answer(bytes, slowBytes, isWhole(tail.toString()));
  }

  private boolean isWhole(String tail) {
    return tail.endsWith("\r\n0\r\n\r\n") && (!stream || tail.contains("data: [DONE]"));
  }
}
