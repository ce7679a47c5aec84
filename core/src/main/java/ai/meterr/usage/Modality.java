package ai.meterr.usage;

/** What tokens stand for. A provider that does not say counts as text. */
public enum Modality {
  TEXT(""),
  AUDIO(".audio"),
  IMAGE(".image"),
  VIDEO(".video");

  private final String suffix;

  Modality(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }
}
