package ai.meterr.tokens.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which model is counted with which calibration: by the longest listed beginning of its name. */
public final class Calibrations {
  private final Map<String, Calibration> beginnings;

  private Calibrations(Map<String, Calibration> beginnings) {
    this.beginnings = Map.copyOf(beginnings);
  }

  /** Those that come with the library; {@code calibrations.txt} in this package. */
  public static Calibrations bundled() {
    try (var in = Calibrations.class.getResourceAsStream("calibrations.txt")) {
      if (in == null) {
        throw new IllegalStateException("the calibrations are missing from the library");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, Calibration> read = new HashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int space = line.indexOf(' ');
          read.put(line.substring(0, space), Calibration.parse(line.substring(space + 1)));
        }
      }
      return new Calibrations(read);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the calibrations", e);
    }
  }

  /** The same, and one more: fitted from what a customer was billed. */
  public Calibrations with(String beginning, Calibration calibration) {
    Map<String, Calibration> more = new HashMap<>(beginnings);
    more.put(beginning, calibration);
    return new Calibrations(more);
  }

  public Optional<Calibration> of(String model) {
    for (int length = model.length(); length > 0; length--) {
      Calibration known = beginnings.get(model.substring(0, length));
      if (known != null) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }
}
