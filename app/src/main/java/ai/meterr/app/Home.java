package ai.meterr.app;

import java.nio.file.Path;

/** Where the launcher stands: what it starts is told so by a system property. */
public final class Home {
  private Home() {}

  public static Path folder() {
    return Path.of(System.getProperty("meterr.home", ".")).toAbsolutePath().normalize();
  }
}
