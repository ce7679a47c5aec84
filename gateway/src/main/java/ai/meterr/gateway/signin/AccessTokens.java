package ai.meterr.gateway.signin;

import ai.meterr.gateway.signin.SignIn.Unusable;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that service accounts are given, kept until shortly before they end. However many
 * calls wait for one, it is asked for once.
 */
public final class AccessTokens {
  private static final int KEPT_MAX = 10_000;

  /** A call that takes a token now may be on its way for a while. */
  private static final Duration BEFORE_ITS_END = Duration.ofMinutes(5);

  private static final Duration REFUSAL_KEPT = Duration.ofSeconds(10);
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final long ANSWER_BYTES_MAX = 64 << 10;
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  /** The codes of OAuth 2.0 (RFC 6749, 5.2): words, never anything that was sent. */
  private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

  /** How asking for a token ended. */
  public sealed interface Answer {
    /**
     * @param usable how long it is given out
     */
    record Token(HeaderKey header, Duration usable) implements Answer {}

    /**
     * The account is not, or no longer, one that is given tokens.
     *
     * @param why a code of OAuth's, or the status
     */
    record Refused(String why) implements Answer {}

    /** Nobody answered, or not as a token endpoint does. */
    record Failed() implements Answer {}

    /** The account cannot even ask. */
    record CannotAsk(String why) implements Answer {}
  }

  private final @Nullable URI operators;
  private final InstantSource clock;
  private final Executor blocking;
  private final AsyncCache<String, Answer> answers;

  /**
   * @param operators token endpoint that the operator named in place of Google's; null: none
   * @param nanos time that passes, for how long a token is kept
   * @param blocking runs what waits for the endpoint
   */
  public AccessTokens(
      @Nullable URI operators, InstantSource clock, LongSupplier nanos, Executor blocking) {
    this.operators = operators;
    this.clock = clock;
    this.blocking = blocking;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(KEPT_MAX)
            .ticker(nanos::getAsLong)
            .executor(blocking)
            .expireAfter(Expiry.<String, Answer>writing((account, answer) -> kept(answer)))
            .buildAsync();
  }

  private static Duration kept(Answer answer) {
    return switch (answer) {
      case Answer.Token token -> token.usable;
      case Answer.Refused refused -> REFUSAL_KEPT;
      case Answer.CannotAsk cannot -> REFUSAL_KEPT;
      case Answer.Failed failed -> FAILURE_KEPT;
    };
  }

  /** Never waits: a token that is not there yet is asked for elsewhere. */
  public CompletableFuture<Answer> of(ServiceAccount account) {
    return answers.get(
        account.fingerprint(),
        (fingerprint, executor) -> CompletableFuture.supplyAsync(() -> ask(account), blocking));
  }

  private Answer ask(ServiceAccount account) {
    if (!account.asksAt(operators)) {
      return new Answer.CannotAsk("names a token_uri that is neither Google's nor the operator's.");
    }
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(operators == null ? ServiceAccount.GOOGLE : operators)
              .header("content-type", "application/x-www-form-urlencoded")
              .POST(
                  BodyPublishers.ofString(
                      "grant_type="
                          + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
                          + "&assertion="
                          + account.assertion(clock.instant())))
              .build();
    } catch (Unusable unusable) {
      return new Answer.CannotAsk(unusable.why());
    }
    HttpResponse<String> response = response(request);
    return response == null ? new Answer.Failed() : read(response);
  }

  /** A client for one request: a token is asked for about once an hour. */
  private static @Nullable HttpResponse<String> response(HttpRequest request) {
    try (HttpClient http =
        HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT_MAX)
            .build()) {
      CompletableFuture<HttpResponse<String>> response =
          http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX));
      try {
        return response.get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException noAnswer) {
        http.shutdownNow();
        return null;
      } catch (InterruptedException stopping) {
        http.shutdownNow();
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  private static Answer read(HttpResponse<String> response) {
    int status = response.statusCode();
    Members members = Members.of(response.body());
    if (status == 200 && members != null) {
      String token = members.get("access_token");
      Duration lasts = seconds(members.get("expires_in"));
      return token == null || lasts == null || !HeaderKey.canCarry(token)
          ? new Answer.Failed()
          : new Answer.Token(new HeaderKey("authorization", "Bearer " + token), usable(lasts));
    }
    if (status == 400 || status == 401 || status == 403) {
      String code = members == null ? null : members.get("error");
      return new Answer.Refused(
          code != null && CODE.matcher(code).matches() ? code : "status " + status);
    }
    return new Answer.Failed();
  }

  /** Where a token lasts no longer than that, half its time. */
  private static Duration usable(Duration lasts) {
    Duration half = lasts.dividedBy(2);
    return half.compareTo(BEFORE_ITS_END) < 0 ? half : lasts.minus(BEFORE_ITS_END);
  }

  private static @Nullable Duration seconds(@Nullable String number) {
    return number != null && number.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(number))
        : null;
  }
}
