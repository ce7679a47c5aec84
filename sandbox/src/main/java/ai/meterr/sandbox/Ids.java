package ai.meterr.sandbox;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids that never come twice, not even after a restart with the same seed: a meter would take the
 * second call for the first.
 */
final class Ids {
  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RUN_LETTERS = 7;
  private static final int COUNT_LETTERS = 7;
  private static final int SIGNATURE_LETTERS = 120;

  private final String run = letters(new SecureRandom(), RUN_LETTERS);
  private final AtomicLong count = new AtomicLong();

  /**
   * The prefix and so many letters, at least 14: those of this run, those of a counter, and others
   * at random.
   */
  String next(String prefix, int length) {
    StringBuilder id = new StringBuilder(prefix).append(run);
    long rest = count.incrementAndGet();
    for (int i = 0; i < COUNT_LETTERS; i++) {
      id.append(LETTERS.charAt((int) (rest % LETTERS.length())));
      rest /= LETTERS.length();
    }
    return id.append(letters(ThreadLocalRandom.current(), length - RUN_LETTERS - COUNT_LETTERS))
        .toString();
  }

  /** Base64 that stands for reasoning which only its provider can read. */
  static String signature() {
    return letters(ThreadLocalRandom.current(), SIGNATURE_LETTERS);
  }

  static String letters(RandomGenerator random, int length) {
    StringBuilder letters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }
}
