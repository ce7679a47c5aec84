package ai.meterr.tokens.chat;

/**
 * Tokens of pictures by the providers' published rules (read 2026-08; docs/reference/tokens.md
 * names the pages). A picture whose size nobody knows is taken for 1024 × 1024.
 */
final class Pictures {
  private static final int USUAL_SIDE = 1_024;

  /** No provider takes more; what a picture's head says may be anything. */
  private static final int SIDE_MAX = 65_535;

  private Pictures() {}

  private static Part.Image sized(Part.Image image) {
    return image.isMeasured()
        ? new Part.Image(
            Math.min(SIDE_MAX, image.width()), Math.min(SIDE_MAX, image.height()), image.detail())
        : new Part.Image(USUAL_SIDE, USUAL_SIDE, image.detail());
  }

  /** Fits into 2048 × 2048, then the shorter side into 768, then tiles of 512. */
  static long openAiTiles(Part.Image given, int base, int tile) {
    Part.Image image = sized(given);
    if (image.detail() == Part.Detail.LOW) {
      return base;
    }
    double fit = Math.min(1, 2048.0 / Math.max(image.width(), image.height()));
    fit *= Math.min(1, 768 / (fit * Math.min(image.width(), image.height())));
    long across = ceil(image.width() * fit / 512);
    long down = ceil(image.height() * fit / 512);
    return base + tile * across * down;
  }

  /** Patches of 32 × 32, at most 1,536 of them. */
  static long openAiPatches(Part.Image given, double factor) {
    Part.Image image = sized(given);
    double width = image.width() / 32.0;
    double height = image.height() / 32.0;
    if (ceil(width) * ceil(height) > 1_536) {
      double shrink = Math.sqrt(1_536 / (width * height));
      double whole =
          Math.min(
              Math.floor(width * shrink) / (width * shrink),
              Math.floor(height * shrink) / (height * shrink));
      width *= shrink * whole;
      height *= shrink * whole;
    }
    return ceil(Math.min(1_536, ceil(width) * ceil(height)) * factor);
  }

  /** Patches of 28 × 28, fitted into a longest side and a number of tokens. */
  static long anthropic(Part.Image given, int sideMax, int tokensMax) {
    Part.Image image = sized(given);
    double fit = Math.min(1, (double) sideMax / Math.max(image.width(), image.height()));
    long tokens = ceil(image.width() * fit / 28) * ceil(image.height() * fit / 28);
    return Math.min(tokensMax, tokens);
  }

  /** 258 for a small one, else 258 for each tile of 768 × 768. */
  static long geminiTiles(Part.Image given) {
    Part.Image image = sized(given);
    if (image.width() <= 384 && image.height() <= 384) {
      return 258;
    }
    return 258 * ceil(image.width() / 768.0) * ceil(image.height() / 768.0);
  }

  private static long ceil(double value) {
    return (long) Math.ceil(value - 1e-9);
  }
}
