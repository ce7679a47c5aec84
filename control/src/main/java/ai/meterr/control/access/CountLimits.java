package ai.meterr.control.access;

import ai.meterr.control.answer.Problem;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How often each client address may have tokens counted without signing in: as fast as somebody
 * types, not as fast as a program asks.
 */
public final class CountLimits {
  private final Allowance perAddress;

  public CountLimits(InstantSource clock) {
    this.perAddress = new Allowance(60, Duration.ofMillis(250), clock);
  }

  /**
   * Takes one count.
   *
   * @throws Problem where there are too many
   */
  public void take(ServerRequest request) {
    Duration wait = perAddress.take(SignInLimits.network(FromGateway.address(request)));
    if (wait.isPositive()) {
      throw Problem.later(Problem.Kind.TOO_MANY_ATTEMPTS, "too many counts from your address", 1);
    }
  }
}
