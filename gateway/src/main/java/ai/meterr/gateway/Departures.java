package ai.meterr.gateway;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.gateway.Destinations.Destination;
import ai.meterr.gateway.signin.AccessTokens;
import ai.meterr.gateway.signin.AwsKey;
import ai.meterr.gateway.signin.AwsSignature;
import ai.meterr.gateway.signin.HeaderKey;
import ai.meterr.gateway.signin.ServiceAccount;
import ai.meterr.gateway.signin.SignIn;
import ai.meterr.proxy.Exchange;
import ai.meterr.proxy.Exchange.Held;
import ai.meterr.proxy.Exchange.Outgoing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes upstream of a call, signed in: with the caller's own credentials where it brought any,
 * else with the organization's or the deployment's secret.
 */
final class Departures {
  /** What is signed is held, whether it is read or not. */
  private static final long SIGNED_MAX = 64L << 20;

  private final ProviderKeys keys;
  private final AccessTokens tokens;
  private final InstantSource clock;
  private final Executor blocking;

  /**
   * @param blocking runs signatures: their time is that of hashing the body
   */
  Departures(ProviderKeys keys, AccessTokens tokens, InstantSource clock, Executor blocking) {
    this.keys = keys;
    this.tokens = tokens;
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * @param path as it goes upstream, without the destination's prefix
   * @param body null: the caller's streams through
   */
  record Leaving(
      Exchange exchange,
      Call call,
      Credentials credentials,
      Destination destination,
      String path,
      @Nullable ByteBuf body) {

    private String provider() {
      return call.provider().name();
    }

    private Leaving with(ByteBuf held) {
      return new Leaving(exchange, call, credentials, destination, path, held);
    }

    private Outgoing outgoing(boolean signedIn) {
      HttpHeaders headers =
          OutgoingHeaders.of(exchange.headers(), signedIn, call.request().filter() != null);
      headers.set("host", destination.host());
      String query = credentials.query();
      String target = destination.prefix() + path + (query.isEmpty() ? "" : "?" + query);
      return new Outgoing(exchange.method(), target, headers, body, Gateway.STREAMED_MAX);
    }

    private void release() {
      if (body != null) {
        body.release();
      }
    }
  }

  sealed interface Departure {
    /** Ownership of its body passes on. */
    record Ready(Outgoing outgoing) implements Departure {}

    record Refused(Refusal why) implements Departure {}

    /** Nobody is left to answer. */
    record Gone() implements Departure {}
  }

  /**
   * @param leaving ownership of its body passes
   * @param then called once, on the exchange's loop
   */
  void prepare(Leaving leaving, Consumer<Departure> then) {
    if (leaving.credentials.bringsOwn()) {
      then.accept(new Departure.Ready(leaving.outgoing(false)));
      return;
    }
    keys.find(leaving.call.caller().organization(), leaving.call.provider())
        .whenCompleteAsync(
            (secret, failed) -> {
              if (failed != null) {
                refuse(leaving, Refusal.keysNotReadable(), then);
              } else if (secret.isEmpty()) {
                then.accept(new Departure.Ready(leaving.outgoing(false)));
              } else {
                signIn(leaving, secret.get(), then);
              }
            },
            Gateway.onLoop(leaving.exchange));
  }

  private void signIn(Leaving leaving, ProviderSecret secret, Consumer<Departure> then) {
    SignIn with;
    try {
      with = SignIn.of(secret, leaving.call.api().keyPlace());
    } catch (SignIn.Unusable unusable) {
      refuse(leaving, Refusal.unusableProviderKey(leaving.provider(), unusable.why()), then);
      return;
    }
    switch (with) {
      case HeaderKey key -> carry(leaving, key, then);
      case ServiceAccount account -> askForToken(leaving, account, then);
      case AwsKey key -> sign(leaving, key, then);
    }
  }

  private static void carry(Leaving leaving, HeaderKey key, Consumer<Departure> then) {
    Outgoing outgoing = leaving.outgoing(true);
    outgoing.headers().set(key.name(), key.value());
    then.accept(new Departure.Ready(outgoing));
  }

  private void askForToken(Leaving leaving, ServiceAccount account, Consumer<Departure> then) {
    tokens
        .of(account)
        .exceptionally(failed -> new AccessTokens.Answer.Failed())
        .thenAcceptAsync(
            answer -> {
              switch (answer) {
                case AccessTokens.Answer.Token token -> carry(leaving, token.header(), then);
                case AccessTokens.Answer.Refused(String why) ->
                    refuse(leaving, Refusal.signInRefused(leaving.provider(), why), then);
                case AccessTokens.Answer.Failed failed ->
                    refuse(leaving, Refusal.signInFailed(leaving.provider()), then);
                case AccessTokens.Answer.CannotAsk(String why) ->
                    refuse(leaving, Refusal.unusableProviderKey(leaving.provider(), why), then);
              }
            },
            Gateway.onLoop(leaving.exchange));
  }

  private void sign(Leaving leaving, AwsKey key, Consumer<Departure> then) {
    String region = key.regionAt(leaving.destination.host());
    if (region == null) {
      refuse(leaving, Refusal.noRegion(leaving.provider()), then);
    } else if (leaving.body == null && leaving.exchange.hasBody()) {
      leaving.exchange.hold(
          SIGNED_MAX,
          held -> {
            switch (held) {
              case Held.Body(ByteBuf body) ->
                  sign(leaving.with(body.retainedDuplicate()), key, region, then);
              case Held.TooLarge() -> refuse(leaving, Refusal.tooLarge(SIGNED_MAX), then);
              case Held.NoRoom() -> refuse(leaving, Refusal.noRoom(), then);
              case Held.Gone() -> then.accept(new Departure.Gone());
            }
          });
    } else {
      sign(leaving, key, region, then);
    }
  }

  private void sign(Leaving leaving, AwsKey key, String region, Consumer<Departure> then) {
    Outgoing outgoing = leaving.outgoing(true);
    ByteBuf body = leaving.body == null ? Unpooled.EMPTY_BUFFER : leaving.body;
    CompletableFuture.runAsync(
            () ->
                AwsSignature.sign(
                    outgoing.method(),
                    outgoing.target(),
                    outgoing.headers(),
                    body,
                    key,
                    region,
                    clock.instant()),
            blocking)
        .whenCompleteAsync(
            (signed, failed) -> {
              if (failed != null) {
                refuse(
                    leaving,
                    Refusal.unusableProviderKey(leaving.provider(), "did not sign this call."),
                    then);
              } else {
                then.accept(new Departure.Ready(outgoing));
              }
            },
            Gateway.onLoop(leaving.exchange));
  }

  private static void refuse(Leaving leaving, Refusal why, Consumer<Departure> then) {
    leaving.release();
    then.accept(new Departure.Refused(why));
  }
}
