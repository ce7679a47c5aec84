package ai.meterr.app;

import ai.meterr.control.ControlConfig.Listen;
import ai.meterr.proxy.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where the two planes meet: a socket file in {@code DATA/run}, or, where its path is too long for
 * one, a port of loopback with a secret made at start.
 */
record ControlSocket(Listen listen) {
  /** A socket's path has some 108 bytes at most, less on other systems. */
  private static final int PATH_MAX = 100;

  static ControlSocket in(Path data, SecureRandom random) {
    Path socket = ownFolder(data.resolve("run")).resolve("control.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_MAX) {
      return new ControlSocket(new Listen.UnixSocket(socket));
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new ControlSocket(new Listen.Loopback(HexFormat.of().formatHex(secret)));
  }

  private static Path ownFolder(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  Upstream upstream(SocketAddress address, Upstream.Limits limits) {
    return switch (listen) {
      case Listen.UnixSocket(Path path) -> new Upstream.Unix(path, limits);
      case Listen.Loopback loopback ->
          new Upstream.Tcp(
              "127.0.0.1", ((InetSocketAddress) address).getPort(), false, peer -> true, limits);
    };
  }

  Map<String, String> secretHeaders() {
    return switch (listen) {
      case Listen.UnixSocket socket -> Map.of();
      case Listen.Loopback(String secret) -> Map.of("x-meterr-internal", secret);
    };
  }
}
