package ai.meterr.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider that the test itself plays: it accepts, reads and answers when it wants to. */
final class HandMadeProvider implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final ServerSocket listening;
  private final List<Wire> accepted = new ArrayList<>();

  HandMadeProvider() {
    try {
      listening = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return ((InetSocketAddress) listening.getLocalSocketAddress()).getPort();
  }

  /** The next connection. */
  Wire accept() {
    Wire next = accept(PATIENCE_MILLIS);
    if (next == null) {
      throw new AssertionError("nobody connected to the provider");
    }
    return next;
  }

  /** Whether somebody has connected by now. */
  boolean wasReached() {
    return accept(1) != null;
  }

  private @Nullable Wire accept(int millis) {
    try {
      listening.setSoTimeout(millis);
      Socket socket = listening.accept();
      Wire wire = new Wire(socket);
      accepted.add(wire);
      return wire;
    } catch (SocketTimeoutException nobody) {
      return null;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      accepted.forEach(Wire::close);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
