package ai.meterr.testkit.replay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/**
 * Plays recorded answers over plain sockets, so that every byte and every split is under control. A
 * request says by {@value #PLAY} which answer it wants.
 */
final class PlayedProvider implements AutoCloseable {
  static final String PLAY = "x-replay-play";

  private final ServerSocket listening;
  private final Map<String, Played> plays = new ConcurrentHashMap<>();
  private final AtomicLong seeds;

  /**
   * What is sent for one play.
   *
   * @param body as it goes over the wire, compressed where {@code contentEncoding} says so
   */
  record Played(int status, Map<String, String> headers, byte[] body) {}

  private PlayedProvider(ServerSocket listening, long seed) {
    this.listening = listening;
    this.seeds = new AtomicLong(seed);
  }

  static PlayedProvider start(long seed) {
    try {
      PlayedProvider provider =
          new PlayedProvider(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), seed);
      Thread.ofVirtual().name("played-provider").start(provider::accept);
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException("the played provider cannot listen", e);
    }
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Prepares an answer; gzipped where it was recorded compressed. */
  Played prepare(String play, Recording recording) {
    Map<String, String> headers = new TreeMap<>(recording.responseHeaders());
    String encoding = headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT);
    headers.remove("content-encoding");
    byte[] body = recording.body();
    if (encoding.equals("gzip") || encoding.equals("br")) {
      headers.put("content-encoding", "gzip");
      body = gzipped(body);
    }
    Played played = new Played(recording.status(), headers, body);
    plays.put(play, played);
    return played;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the replay
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        Map<String, String> head = head(in);
        if (head.isEmpty()) {
          return;
        }
        skipBody(in, head);
        Played played = plays.get(head.getOrDefault(PLAY, ""));
        if (played == null) {
          out.write(
              "HTTP/1.1 500 Nothing to play\r\ncontent-length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
        } else {
          play(played, out, new SplittableRandom(seeds.getAndIncrement()));
        }
        out.flush();
      }
    } catch (IOException gone) {
      // the gateway closed its connection
    }
  }

  private static void play(Played played, OutputStream out, SplittableRandom random)
      throws IOException {
    boolean chunked = random.nextBoolean();
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(played.status).append(" Played\r\n");
    played.headers.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append(chunked ? "transfer-encoding: chunked" : "content-length: " + played.body.length);
    out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    int at = 0;
    while (at < played.body.length) {
      int piece = Math.min(played.body.length - at, piece(random));
      if (chunked) {
        out.write((Integer.toHexString(piece) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      out.write(played.body, at, piece);
      if (chunked) {
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      at += piece;
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * Mostly pieces like a provider's, some of a few bytes: each frame is cut somewhere in some run.
   */
  private static int piece(SplittableRandom random) {
    return random.nextInt(4) == 0 ? 1 + random.nextInt(16) : 1 + random.nextInt(4_000);
  }

  private static Map<String, String> head(InputStream in) throws IOException {
    Map<String, String> head = new TreeMap<>();
    String start = line(in);
    if (start.isEmpty()) {
      return head;
    }
    head.put("", start);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      head.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return head;
  }

  private static void skipBody(InputStream in, Map<String, String> head) throws IOException {
    if (head.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
        in.skipNBytes(size + 2L);
      }
      line(in);
    } else {
      in.skipNBytes(Long.parseLong(head.getOrDefault("content-length", "0")));
    }
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzipped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the played provider", e);
    }
  }
}
