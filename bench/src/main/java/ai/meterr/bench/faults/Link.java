package ai.meterr.bench.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way from Meterr to its database: a port of loopback that stays the same while the server
 * behind it comes and goes, and that can be cut.
 */
final class Link implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int BUFFER = 1 << 14;
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket door;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private volatile InetSocketAddress target;

  private Link(ServerSocket door, InetSocketAddress target) {
    this.door = door;
    this.target = target;
  }

  static Link to(InetSocketAddress target) {
    try {
      Link link = new Link(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
      Thread.ofVirtual().start(link::accept);
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("opening a port", e);
    }
  }

  int port() {
    return door.getLocalPort();
  }

  /** Where connections made from now on lead. */
  void leadTo(InetSocketAddress newTarget) {
    target = newTarget;
  }

  /** Cuts every connection there is, in the middle of whatever it carries. */
  void cut() {
    open.forEach(Pair::cut);
  }

  /**
   * The next answer to the ledger's role is not delivered: its connection is cut instead. So the
   * ledger does not know whether what it asked for, a commit at best, has happened.
   */
  void loseAnAnswer() {
    answersToLose.incrementAndGet();
  }

  /** From now on every answer is delivered. */
  void loseNoMore() {
    answersToLose.set(0);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket();
      server.connect(target, CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Pair pair = new Pair(client, server);
      open.add(pair);
      Thread.ofVirtual().start(() -> pass(pair, client, server, false));
      pass(pair, server, client, true);
    } catch (IOException nobodyThere) {
      close(client);
    }
  }

  private void pass(Pair pair, Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (isAnswer && isLost(pair)) {
          break;
        }
        if (!isAnswer) {
          pair.asks(buffer, length);
        }
        out.write(buffer, 0, length);
      }
    } catch (IOException broken) {
      // the other side learns it by the cut
    } finally {
      pair.cut();
      open.remove(pair);
    }
  }

  private boolean isLost(Pair pair) {
    return pair.ofLedger && answersToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private static final class Pair {
    private static final String LEDGER = "user\0meterr_ledger\0";

    private final Socket client;
    private final Socket server;
    private volatile boolean ofLedger;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    /** The first thing that a client says is who it is. */
    void asks(byte[] bytes, int length) {
      if (!ofLedger) {
        ofLedger = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(LEDGER);
      }
    }

    void cut() {
      close(client);
      close(server);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a socket", e);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a port", e);
    }
    cut();
  }
}
