package ai.meterr.control.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * One file with its compressed siblings, in memory.
 *
 * @param etag changes with the content, without quotes
 */
record SiteFile(Map<Coding, byte[]> bodies, String contentType, String etag) {
  /** Bytes; below it a compressed body saves no packet. */
  private static final int GZIP_MIN = 1_024;

  /** How a body may be compressed, best first. */
  enum Coding {
    BR(".br", "br"),
    GZIP(".gz", "gzip"),
    NONE("", "");

    private final String suffix;
    private final String name;

    Coding(String suffix, String name) {
      this.suffix = suffix;
      this.name = name;
    }

    String headerName() {
      return name;
    }
  }

  static Optional<SiteFile> load(Class<?> where, String resource) {
    Map<Coding, byte[]> bodies = new EnumMap<>(Coding.class);
    for (Coding coding : Coding.values()) {
      read(where, resource + coding.suffix).ifPresent(body -> bodies.put(coding, body));
    }
    byte[] plain = bodies.get(Coding.NONE);
    if (plain == null) {
      return Optional.empty();
    }
    String contentType = contentType(resource);
    if (isText(contentType) && plain.length >= GZIP_MIN) {
      bodies.computeIfAbsent(Coding.GZIP, any -> gzip(plain));
    }
    return Optional.of(new SiteFile(bodies, contentType, digest(plain)));
  }

  private static Optional<byte[]> read(Class<?> where, String resource) {
    try (InputStream in = where.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }

  private static boolean isText(String contentType) {
    return contentType.startsWith("text/")
        || contentType.equals("application/json")
        || contentType.equals("image/svg+xml");
  }

  /** For builds that did not compress: once per file and process. */
  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory", e);
    }
    return bytes.toByteArray();
  }

  private static String contentType(String resource) {
    return switch (resource.substring(resource.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js", "mjs" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "json", "map" -> "application/json";
      case "webmanifest" -> "application/manifest+json";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "jpg", "jpeg" -> "image/jpeg";
      case "webp" -> "image/webp";
      case "ico" -> "image/x-icon";
      case "woff2" -> "font/woff2";
      case "woff" -> "font/woff";
      case "wasm" -> "application/wasm";
      case "txt" -> "text/plain; charset=utf-8";
      default -> "application/octet-stream";
    };
  }

  private static String digest(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
