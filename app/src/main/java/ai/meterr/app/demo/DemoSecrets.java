package ai.meterr.app.demo;

import ai.meterr.access.MeterrKey;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Properties;

/** Password and keys of the demo, made once and kept in its folder. */
final class DemoSecrets {
  private static final String FILE = "demo.properties";

  private final Properties values;

  private DemoSecrets(Properties values) {
    this.values = values;
  }

  static DemoSecrets in(Path data, SecureRandom random) {
    Path file = data.resolve(FILE);
    Properties values = new Properties();
    try {
      if (Files.exists(file)) {
        try (Reader reader = Files.newBufferedReader(file)) {
          values.load(reader);
        }
      } else {
        Files.createDirectories(data);
        values.setProperty("password", text(random, 9));
        values.setProperty("key", MeterrKey.PREFIX + text(random, 24));
        for (DemoKey key : DemoKey.values()) {
          values.setProperty(name(key), MeterrKey.PREFIX + text(random, 24));
        }
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(file)) {
          values.store(writer, "secrets of the demo");
        }
      }
      return new DemoSecrets(values);
    } catch (IOException e) {
      throw new UncheckedIOException("reading or making " + file, e);
    }
  }

  private static String text(SecureRandom random, int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
  }

  private static String name(DemoKey key) {
    return "key." + key.name().toLowerCase(Locale.ROOT);
  }

  String password() {
    return values.getProperty("password");
  }

  String wholeKey() {
    return values.getProperty("key");
  }

  MeterrKey key() {
    return new MeterrKey(wholeKey());
  }

  String wholeKeyOf(DemoKey key) {
    return values.getProperty(name(key));
  }

  MeterrKey keyOf(DemoKey key) {
    return new MeterrKey(wholeKeyOf(key));
  }
}
