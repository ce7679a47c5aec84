package ai.meterr.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that this was built as. */
public record Version(String text) {
  public static Version current() {
    try (InputStream in = Version.class.getResourceAsStream("/meterr.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return new Version(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading the version", e);
    }
  }
}
