package ai.meterr.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does with each connection exactly what a test says. */
final class HandMade implements AutoCloseable {
  @FunctionalInterface
  interface Script {
    void play(Wire client) throws Exception;
  }

  private final ServerSocket listening;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Wire> open = new ConcurrentLinkedQueue<>();

  HandMade(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  static HandMade playing(Script script) {
    try {
      return new HandMade(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()), script);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Answers each request on each connection with the same bytes. */
  static HandMade answering(String answer) {
    return playing(
        client -> {
          while (client.request() != null) {
            client.send(answer);
          }
        });
  }

  /** Answers each request with what came in: the head, an empty line, the body. */
  static HandMade echoing() {
    return playing(
        client -> {
          for (Wire.Message in = client.request(); in != null; in = client.request()) {
            String text =
                in.startLine() + "\n" + String.join("\n", in.headers()) + "\n\n" + in.text();
            client.send(
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
                    + text.length()
                    + "\r\n\r\n"
                    + text);
          }
        });
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        Wire wire = new Wire(socket);
        open.add(wire);
        Thread.ofVirtual().start(() -> play(wire));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Wire wire) {
    try (wire) {
      script.play(wire);
    } catch (Exception | AssertionError ended) {
      // the proxy closed first: whether it should have is what the test asks
    }
  }

  int connections() {
    return connections.get();
  }

  int port() {
    return listening.getLocalPort();
  }

  Upstream.Tcp upstream() {
    return upstream(Proxies.PATIENT);
  }

  Upstream.Tcp upstream(Upstream.Limits limits) {
    return new Upstream.Tcp("127.0.0.1", port(), false, Proxies.ANYWHERE, limits);
  }

  @Override
  public void close() {
    try {
      listening.close();
      open.forEach(Wire::close);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
