package ai.meterr.control.access;

import ai.meterr.control.answer.Problem;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Slows down whoever guesses passwords, per client address and per e-mail address. */
final class SignInLimits {
  private final Allowance perAddress;
  private final Allowance perEmail;

  SignInLimits(InstantSource clock) {
    this.perAddress = new Allowance(20, Duration.ofSeconds(15), clock);
    this.perEmail = new Allowance(10, Duration.ofSeconds(60), clock);
  }

  /**
   * Takes one attempt.
   *
   * @throws Problem where there are too many
   */
  void take(InetAddress client, String email) {
    refuse(perAddress.take(network(client)), "from your address");
    refuse(perEmail.take(folded(email)), "for this e-mail address");
  }

  /** The attempt was a good one: it does not count. */
  void giveBack(InetAddress client, String email) {
    perAddress.giveBack(network(client));
    perEmail.giveBack(folded(email));
  }

  private static void refuse(Duration wait, String whose) {
    if (wait.isPositive()) {
      int seconds = (int) wait.plusMillis(999).toSeconds();
      throw Problem.later(
          Problem.Kind.TOO_MANY_ATTEMPTS,
          "too many attempts " + whose + "; try again in " + seconds + " s",
          seconds);
    }
  }

  /** One subscriber has a whole /64 of IPv6. */
  static String network(InetAddress client) {
    return client instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(client.getAddress(), 8))
        : client.getHostAddress();
  }

  private static String folded(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }
}
