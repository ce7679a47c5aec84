package ai.meterr.tokens.chat;

import ai.meterr.tokens.ModelTable;
import java.util.Optional;

/** Which model is counted with which calibration: by the longest listed beginning of its name. */
public final class Calibrations {
  private final ModelTable<Calibration> table;

  private Calibrations(ModelTable<Calibration> table) {
    this.table = table;
  }

  /** Those that come with the library; {@code calibrations.txt} in this package. */
  public static Calibrations bundled() {
    return new Calibrations(
        ModelTable.bundled(Calibrations.class, "calibrations.txt", Calibration::parse));
  }

  /** The same, and one more: fitted from what a customer was billed. */
  public Calibrations with(String beginning, Calibration calibration) {
    return new Calibrations(table.with(beginning, calibration));
  }

  public Optional<Calibration> of(String model) {
    return table.of(model);
  }
}
